// A show's seats as a buyer sees them: numbers, quality, and neighbours.
//
// Units:    coordinates in centimetres from the middle of the stage's front edge.
// Shape:    `seats` is ordered from best to worst: near the stage and in the middle first, far and
//           to the side last. Neighbours are consecutive seats of one row without an empty
//           place between them.
// Errors:   MakeChart: a sentence, if the columns are not what the API promises.
// Source:   docs/seat-maps.md, "The chart"
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "rehearsal/venue/seat_set.h"

namespace onsale::rehearsal {

inline constexpr std::uint32_t kNoSeat = 0;  // seat numbers begin with 1
inline constexpr std::size_t kTogetherMax = 4;

struct ChartSeat {
  std::uint32_t number = kNoSeat;
  std::array<std::uint32_t, kTogetherMax - 1> right{};  // the next in the row; kNoSeat beyond
  std::array<std::uint32_t, kTogetherMax - 1> left{};
};

struct Pick;

struct Chart {
  std::vector<ChartSeat> seats;        // the seats for sale, best first
  std::vector<std::uint32_t> numbers;  // of all seats, in the chart's order
  std::uint32_t number_max = 0;
  std::unordered_map<std::uint32_t, std::int64_t> prices;  // of the seats for sale, by number

  // The sum of the prices of the seats.
  std::int64_t PriceOf(const Pick& pick) const;
};

// A show's categories that are for sale, with their prices.
using Prices = std::span<const std::pair<std::string_view, std::int64_t>>;

// `columns` is the answer of `GET /v1/charts/{digest}`.
std::expected<Chart, std::string> MakeChart(std::string_view columns, Prices prices);

// How many seats a buyer wants. The search skips the `skip` best available seats: if all buyers
// began with the best, nearly all would lose the race for it.
struct Wish {
  std::size_t count = 1;
  std::size_t skip = 0;
};

struct Pick {
  std::array<std::uint32_t, kTogetherMax> seats{};
  std::size_t count = 0;  // 0: no seats found
};

// Picks the best adjacent seats, after the `skip` best available ones; at the end of the list the
// search continues with the best. Requires: wish.count is 1 to kTogetherMax.
Pick PickTogether(const Chart& chart, const SeatSet& available, Wish wish);
// As PickTogether, but the seats need not be adjacent, and may be fewer than `wish.count` if no
// more are left.
Pick PickApart(const Chart& chart, const SeatSet& available, Wish wish);

// Whether all seats of the pick are available; a seat kNoSeat never is.
bool AllAvailable(const Pick& pick, const SeatSet& available);

}  // namespace onsale::rehearsal
