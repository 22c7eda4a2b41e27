// Two calls on one reservation of the caller that differ only in their command.

#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/reservation_json.h"

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

constexpr std::string_view kPath = "/v1/reservations/{reservationId}";

}  // namespace

constexpr Endpoint kReadReservationEndpoint =
    CommandEndpoint<AskReservation<domain::ReadReservation>, ReplyReservation>(
        {.method = Method::kGet,
         .path = kPath,
         .operation_id = "readReservation",
         .call_class = CallClass::kReads});

constexpr Endpoint kCancelReservationEndpoint =
    CommandEndpoint<AskReservation<domain::CancelReservation>, ReplyReservation>(
        {.method = Method::kDelete,
         .path = kPath,
         .operation_id = "cancelReservation",
         .call_class = CallClass::kWrites});

}  // namespace onsale::http
