#include <algorithm>

#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/find_show.h"
#include "http/endpoints/reservation_json.h"

namespace onsale::http {
namespace {

using domain::ExchangeSeats;
using domain::HoldSeats;
using domain::SeatNumber;

struct HoldBody {
  std::string show_id;
  std::vector<std::int64_t> seats;

  static constexpr Member kMembers[] = {
      Member::Of<&HoldBody::show_id>("showId", TextBounds{64}),
      Member::Of<&HoldBody::seats>("seatNumbers",
                                   IntegersBounds{domain::kSeatsPerHoldMax, 1, UINT32_MAX})};
};

// The index of the first seat number that repeats an earlier one; nothing if none does.
std::optional<std::size_t> FirstRepeated(std::span<const std::int64_t> numbers) {
  for (std::size_t i = 1; i < numbers.size(); ++i) {
    const auto before = numbers.first(i);
    if (std::ranges::find(before, numbers[i]) != before.end()) return i;
  }
  return std::nullopt;
}

std::vector<SeatNumber> InOrder(std::span<const std::int64_t> numbers) {
  std::vector<SeatNumber> seats;
  seats.reserve(numbers.size());
  for (const std::int64_t number : numbers) seats.push_back({static_cast<std::uint32_t>(number)});
  std::ranges::sort(seats);
  return seats;
}

struct ExchangeBody {
  std::vector<std::int64_t> seats;

  static constexpr Member kMembers[] = {Member::Of<&ExchangeBody::seats>(
      "seatNumbers", IntegersBounds{domain::kSeatsPerHoldMax, 1, UINT32_MAX})};
};

std::optional<Response> RepeatedSeat(std::span<const std::int64_t> numbers) {
  const auto repeated = FirstRepeated(numbers);
  if (!repeated) return std::nullopt;
  return MemberProblem(
      {.path = "/seatNumbers/" + std::to_string(*repeated), .sentence = "A seat is named twice."});
}

Asked<HoldSeats> AskHold(const Call& call, const HoldBody& body) {
  if (auto problem = RepeatedSeat(body.seats)) return std::unexpected(*std::move(problem));
  auto show = FindShow(*call.services.catalog, body.show_id);
  if (!show) return std::unexpected(std::move(show).error());
  return HoldSeats{.caller = *call.caller.token,
                   .show = (*show)->id,
                   .seats = InOrder(body.seats),
                   .fresh_id = {call.services.ids.Next()}};
}

Response ReplyHold(const Call& call, const domain::ReservationView& view) {
  Response response = PersonalReply(201, ReservationJson(view.reservation, ContextOf(call)));
  AddLocation(response, call, "/v1/reservations/" + view.reservation.id.uuid.ToString());
  return response;
}

Asked<ExchangeSeats> AskExchange(const Call& call, const ExchangeBody& body) {
  const auto uuid = base::Uuid::Parse(call.parameters[0]);
  if (!uuid) {
    return std::unexpected(
        Problem(ProblemCode::kReservationNotFound,
                "This is not the id of a reservation: a UUID of 36 characters."));
  }
  if (auto problem = RepeatedSeat(body.seats)) return std::unexpected(*std::move(problem));
  return ExchangeSeats{.caller = *call.caller.token, .id = {*uuid}, .seats = InOrder(body.seats)};
}

Response ReplyExchange(const Call& call, const domain::ReservationView& view) {
  return PersonalReply(200, ReservationJson(view.reservation, ContextOf(call)));
}

}  // namespace

constexpr Endpoint kExchangeSeatsEndpoint =
    CommandEndpoint<AskExchange, ReplyExchange>({.method = Method::kPut,
                                                 .path = "/v1/reservations/{reservationId}/seats",
                                                 .operation_id = "exchangeSeats",
                                                 .call_class = CallClass::kWrites});

constexpr Endpoint kHoldSeatsEndpoint =
    CommandEndpoint<AskHold, ReplyHold>({.method = Method::kPost,
                                         .path = "/v1/reservations",
                                         .operation_id = "holdSeats",
                                         .call_class = CallClass::kWrites});

}  // namespace onsale::http
