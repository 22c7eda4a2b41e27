// Two calls on one reservation of the caller that differ in their command. One that is read, and is
// not in memory, is read from the tables.

#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/reservation_json.h"
#include "http/endpoints/table_place.h"
#include "store/past_reservations_question.h"

namespace onsale::http {
namespace {

template <class C>
Asked<C> AskReservation(const Call& call) {
  const auto uuid = base::Uuid::Parse(call.parameters[0]);
  if (!uuid) {
    return std::unexpected(
        Problem(ProblemCode::kReservationNotFound,
                "This is not the id of a reservation: a UUID of 36 characters."));
  }
  return C{.caller = *call.caller.token, .id = {*uuid}};
}

Response ReplyReservation(const Call& call, const domain::ReservationView& view) {
  return PersonalReply(200, ReservationJson(view.reservation, ContextOf(call)));
}

std::optional<Question> AskTablesForOne(const Call& call, const domain::Outcome& outcome) {
  using domain::ReadReservation;
  const auto& answer = domain::AnswerOf<ReadReservation>(outcome);
  if (answer || answer.error().code != domain::RefusalCode::kReservationUnknown) {
    return std::nullopt;
  }
  store::EndedReservationQuestion question{
      .id = AskReservation<ReadReservation>(call)->id,
      .owner = store::ReservationOwner{.token = call.caller.token->key}};
  return AskEnded(call, question,
                  [refusal = answer.error()](const Call& answered,
                                             const std::optional<domain::Reservation>& ended) {
                    return ended ? ReplyReservation(answered, {*ended})
                                 : Problem(refusal, answered.services.currency,
                                           {.by = ReadReservation::kCalledBy, .reads = true});
                  });
}

constexpr std::string_view kPath = "/v1/reservations/{reservationId}";

constexpr Endpoint ReadEndpoint() {
  Endpoint endpoint = CommandEndpoint<AskReservation<domain::ReadReservation>, ReplyReservation>(
      {.method = Method::kGet,
       .path = kPath,
       .operation_id = "readReservation",
       .call_class = CallClass::kReads});
  endpoint.next = AskTablesForOne;
  endpoint.next_keeps_order = true;
  return endpoint;
}

}  // namespace

constexpr Endpoint kReadReservationEndpoint = ReadEndpoint();

constexpr Endpoint kCancelReservationEndpoint =
    CommandEndpoint<AskReservation<domain::CancelReservation>, ReplyReservation>(
        {.method = Method::kDelete,
         .path = kPath,
         .operation_id = "cancelReservation",
         .call_class = CallClass::kWrites});

}  // namespace onsale::http
