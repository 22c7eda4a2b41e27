#include "domain/row_order.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace onsale::domain {
namespace {

std::int64_t SquareOf(SeatPoint one, SeatPoint other) {
  const std::int64_t x = one.x - other.x;
  const std::int64_t y = one.y - other.y;
  return x * x + y * y;
}

// The largest number whose square is at most `square`.
std::int64_t RootOf(std::int64_t square) {
  auto root = static_cast<std::int64_t>(std::sqrt(static_cast<double>(square)));
  while (root * root > square) --root;
  while ((root + 1) * (root + 1) <= square) ++root;
  return root;
}

// Of several seats that are equally far away, the one with the smallest number.
std::uint32_t FarthestFrom(std::uint32_t seat, std::span<const SeatPoint> seats) {
  const auto farthest = std::ranges::max_element(
      seats, {}, [&](SeatPoint other) { return SquareOf(seats[seat], other); });
  return static_cast<std::uint32_t>(farthest - seats.begin());
}

std::int64_t WayAlong(std::span<const std::uint32_t> order, std::span<const SeatPoint> seats) {
  std::int64_t way = 0;
  for (std::size_t i = 1; i < order.size(); ++i) {
    way += DistanceOf(seats[order[i - 1]], seats[order[i]]);
  }
  return way;
}

}  // namespace

std::int64_t DistanceOf(SeatPoint one, SeatPoint other) {
  return RootOf(SquareOf(one, other));
}

std::vector<std::uint32_t> RowOrder(std::span<const SeatPoint> seats) {
  std::vector<std::uint32_t> by_number(seats.size());
  std::iota(by_number.begin(), by_number.end(), 0U);
  if (seats.size() < 3) return by_number;
  std::uint32_t first = FarthestFrom(0, seats);
  std::uint32_t last = FarthestFrom(first, seats);
  if (last < first) std::swap(first, last);
  const SeatPoint from = seats[first];
  const SeatPoint to = seats[last];
  std::vector<std::uint32_t> by_position = by_number;
  std::ranges::stable_sort(by_position, {}, [&](std::uint32_t seat) {
    const SeatPoint at = seats[seat];
    return (at.x - from.x) * (to.x - from.x) + (at.y - from.y) * (to.y - from.y);
  });
  const bool is_shorter = WayAlong(by_position, seats) < WayAlong(by_number, seats);
  return is_shorter ? by_position : by_number;
}

}  // namespace onsale::domain
