#include <algorithm>

#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/find_show.h"
#include "http/endpoints/reply.h"
#include "http/endpoints/reservation_json.h"

namespace onsale::http {
namespace {

using domain::HoldSeats;
using domain::SeatNumber;

constexpr std::size_t kShowIdBytesMax = 64;

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

class HoldSeatsCall final : public CommandEndpoint<HoldSeats> {
 public:
  HoldSeatsCall()
      : CommandEndpoint({.method = Method::kPost,
                         .path = "/v1/reservations",
                         .operation_id = "holdSeats",
                         .takes_body = true,
                         .takes_idempotency_key = true}) {}

 private:
  Asked Ask(Call& call) const override {
    std::string show_id;
    std::vector<std::int64_t> numbers;
    const Member members[] = {
        {.name = "showId", .target = TextTarget{show_id, kShowIdBytesMax}},
        {.name = "seats",
         .target = IntegersTarget{numbers, domain::kSeatsPerHoldMax, 1, UINT32_MAX}}};
    if (auto problem = ReadBody(call.request.body, members)) {
      return std::unexpected(*std::move(problem));
    }
    if (const auto repeated = FirstRepeated(numbers)) {
      return std::unexpected(MemberProblem(
          {.path = "/seats/" + std::to_string(*repeated), .sentence = "A seat is named twice."}));
    }
    auto show = FindShow(*call.services.catalog, show_id);
    if (!show) return std::unexpected(std::move(show).error());
    return HoldSeats{.caller = *call.caller.token,
                     .show = (*show)->id,
                     .seats = InOrder(numbers),
                     .fresh_id = {call.services.ids.Next()},
                     .idempotency_key = std::move(call.idempotency_key)};
  }

  Response Reply(const Call& call, const domain::ReservationView& view) const override {
    Response response = PersonalReply(
        201, ReservationJson(view.reservation, {*call.services.catalog, call.services.currency}));
    response.AddHeader("Location", "/v1/reservations/" + view.reservation.id.uuid.ToString());
    return response;
  }
};

}  // namespace

const Endpoint& HoldSeatsEndpoint() {
  static const HoldSeatsCall endpoint;
  return endpoint;
}

}  // namespace onsale::http
