// Whose seats these are: the calls that find reservations by user, by id, by booking number and by
// seat. What memory does not have is read from the tables, except by seat: a reservation that ended
// has no seats.

#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/find_show.h"
#include "http/endpoints/reservation_json.h"
#include "http/endpoints/reservation_page.h"
#include "http/endpoints/table_place.h"

namespace onsale::http {
namespace {

using domain::FindReservations;
using domain::ListReservations;
using Views = std::vector<domain::ReservationView>;

Response ReplyFound(const Call& call, const Views& views) {
  return PersonalReply(200, ReservationsJson(views, std::nullopt, ContextOf(call)));
}

// Asks with the caller's token, if there is one, else as the operator.
Step BeginOfUser(const Spec& spec, Call& call) {
  auto user = UserOfPath(call);
  if (!user) return std::move(user).error();
  auto query = ReadQuery(call.request.query, spec.query);
  if (!query) return std::move(query).error();
  call.query = *query;
  auto page = ReadReservationPage(call.query);
  if (!page) return std::move(page).error();
  if (call.caller.token) {
    return domain::Command(
        ListReservations{.caller = *call.caller.token, .user = *std::move(user), .page = *page});
  }
  return domain::Command(FindReservations{.user = *std::move(user), .page = *page});
}

Response FinishOfUser(const Call& call, const domain::Outcome& outcome) {
  return call.caller.token ? FinishCommand<ListReservations, ReplyReservationPage>(call, outcome)
                           : FinishCommand<FindReservations, ReplyReservationPage>(call, outcome);
}

std::optional<Question> AskTablesOfUser(const Call& call, const domain::Outcome& outcome) {
  if (call.caller.token) {
    const auto& answer = domain::AnswerOf<ListReservations>(outcome);
    if (!answer) return std::nullopt;
    return AskEndedPage(call, {.token = call.caller.token->key}, *answer);
  }
  return AskEndedPage(call, {.user = *ReadUserParameter(call.parameters[0])},
                      *domain::AnswerOf<FindReservations>(outcome));
}

Response NoReservation() {
  return Problem(ProblemCode::kReservationNotFound, "There is no reservation with this id.");
}

Asked<FindReservations> AskById(const Call& call) {
  const auto uuid = base::Uuid::Parse(call.parameters[0]);
  if (!uuid || uuid->IsNil()) return std::unexpected(NoReservation());
  return FindReservations{.id = {*uuid}};
}

Response ReplyById(const Call& call, const Views& views) {
  if (views.empty()) return NoReservation();
  return PersonalReply(200, ReservationJson(views.front().reservation, ContextOf(call)));
}

std::optional<Question> AskTablesById(const Call& call, const domain::Outcome& outcome) {
  if (!domain::AnswerOf<FindReservations>(outcome)->empty()) return std::nullopt;
  return AskEnded(call, store::EndedReservationQuestion{.id = AskById(call)->id},
                  [](const Call& answered, const std::optional<domain::Reservation>& ended) {
                    return ended ? ReplyById(answered, {{*ended}}) : NoReservation();
                  });
}

Asked<FindReservations> AskByNumber(const Call& call) {
  const auto text = DecodePercent(call.parameters[0]);
  const auto number = text ? base::ParseBookingNumber(*text) : std::nullopt;
  if (!number) {
    return std::unexpected(ParameterProblem(
        {.name = "bookingNumber",
         .wanted = "a booking number such as CMP5-ZVRF. This one is mistyped: it has another "
                   "length, 0, 1, I, L or O, or its last character does not fit the others"}));
  }
  return FindReservations{.number = *number};
}

std::optional<Question> AskTablesByNumber(const Call& call, const domain::Outcome& outcome) {
  if (!domain::AnswerOf<FindReservations>(outcome)->empty()) return std::nullopt;
  return AskEnded(call, store::EndedBookingQuestion{.number = AskByNumber(call)->number},
                  [](const Call& answered, const std::vector<domain::Reservation>& ended) {
                    return ReplyFound(answered, WithEnded({}, ended));
                  });
}

Asked<FindReservations> AskBySeat(const Call& call) {
  const domain::Catalog& catalog = *call.services.catalog;
  auto show = FindShow(catalog, call.parameters[0]);
  if (!show) return std::unexpected(std::move(show).error());
  const auto number = ReadNumberParameter(call.parameters[1], UINT32_MAX);
  if (!number || *number < 1) {
    return std::unexpected(
        ParameterProblem({.name = "seatNumber", .wanted = "a whole number from 1 to 4294967295"}));
  }
  const domain::SeatNumber seat{static_cast<std::uint32_t>(*number)};
  if (catalog.FindSeat((*show)->chart, seat) == nullptr) {
    return std::unexpected(Problem({.code = domain::RefusalCode::kSeatUnknown, .seats = {seat}},
                                   call.services.currency,
                                   {.by = FindReservations::kCalledBy, .reads = true}));
  }
  return FindReservations{.seat = {(*show)->id, seat}};
}

constexpr Endpoint ByIdEndpoint() {
  Endpoint endpoint =
      CommandEndpoint<AskById, ReplyById>({.method = Method::kGet,
                                           .path = "/v1/operator/reservations/{reservationId}",
                                           .operation_id = "findReservation",
                                           .needs = {.scope = domain::Scope::kReservationsRead}});
  endpoint.next = AskTablesById;
  endpoint.next_keeps_order = true;
  return endpoint;
}

constexpr Endpoint ByNumberEndpoint() {
  Endpoint endpoint = CommandEndpoint<AskByNumber, ReplyFound>(
      {.method = Method::kGet,
       .path = "/v1/operator/bookings/{bookingNumber}/reservations",
       .operation_id = "findReservationsOfBooking",
       .needs = {.scope = domain::Scope::kReservationsRead}});
  endpoint.next = AskTablesByNumber;
  endpoint.next_keeps_order = true;
  return endpoint;
}

}  // namespace

constexpr Endpoint kListUserReservationsEndpoint{
    .spec = {.method = Method::kGet,
             .path = "/v1/users/{userId}/reservations",
             .operation_id = "listUserReservations",
             .call_class = CallClass::kReads,
             .needs = {.queue_token = true,
                       .buyer_token = true,
                       .scope = domain::Scope::kReservationsRead},
             .query = kReservationPageQuery},
    .begin = BeginOfUser,
    .finish = FinishOfUser,
    .next = AskTablesOfUser,
    .next_keeps_order = true};

constexpr Endpoint kFindReservationEndpoint = ByIdEndpoint();

constexpr Endpoint kFindBookingEndpoint = ByNumberEndpoint();

constexpr Endpoint kFindSeatEndpoint = CommandEndpoint<AskBySeat, ReplyFound>(
    {.method = Method::kGet,
     .path = "/v1/operator/shows/{showId}/seats/{seatNumber}/reservations",
     .operation_id = "findReservationsOfSeat",
     .needs = {.scope = domain::Scope::kReservationsRead}});

}  // namespace onsale::http
