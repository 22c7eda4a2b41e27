#include "http/endpoints/seat_numbers.h"

#include <algorithm>
#include <string>

#include "http/endpoints/reply.h"

namespace onsale::http {
namespace {

// The index of the first seat number that repeats an earlier one; nothing if none does.
std::optional<std::size_t> FirstRepeated(std::span<const std::int64_t> numbers) {
  for (std::size_t i = 1; i < numbers.size(); ++i) {
    const auto before = numbers.first(i);
    if (std::ranges::find(before, numbers[i]) != before.end()) return i;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Response> RepeatedSeat(std::span<const std::int64_t> numbers) {
  const auto repeated = FirstRepeated(numbers);
  if (!repeated) return std::nullopt;
  return MemberProblem(
      {.path = "/seatNumbers/" + std::to_string(*repeated), .sentence = "A seat is named twice."});
}

std::vector<base::SeatNumber> InOrder(std::span<const std::int64_t> numbers) {
  std::vector<base::SeatNumber> seats;
  seats.reserve(numbers.size());
  for (const std::int64_t number : numbers) seats.push_back({static_cast<std::uint32_t>(number)});
  std::ranges::sort(seats);
  return seats;
}

}  // namespace onsale::http
