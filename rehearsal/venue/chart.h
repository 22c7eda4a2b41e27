// A show's plan as a buyer sees it: which seats there are, how good each is, and who sits beside whom.
//
// Units:    positions in centimetres from the middle of the stage's front edge.
// Shape:    `seats` from the best to the worst: near the stage and in the middle before far and at
//           the side. Neighbours are seats of one row whose places follow one another.
// Errors:   ReadChart: a sentence, if the answer is not what the API promises.
// Source:   `GET /v1/shows/{id}/chart`, docs/catalog.md.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "rehearsal/venue/seat_set.h"

namespace onsale::rehearsal {

inline constexpr std::uint32_t kNoSeat = 0;  // numbers begin with 1
inline constexpr std::size_t kTogetherMax = 4;

struct ChartSeat {
  std::uint32_t number = kNoSeat;
  std::array<std::uint32_t, kTogetherMax - 1> right{};  // the next ones in the row, kNoSeat beyond
  std::array<std::uint32_t, kTogetherMax - 1> left{};
};

struct Chart {
  std::vector<ChartSeat> seats;  // those for sale, best first
  std::uint32_t number_max = 0;
};

std::expected<Chart, std::string> ReadChart(std::string_view json);

// What a buyer looks for. The eyes pass over the `skip` best of the seats that can be had: if all began
// with the very best, nearly all would lose the race for it.
struct Wish {
  std::size_t count = 1;
  std::size_t skip = 0;
};

struct Pick {
  std::array<std::uint32_t, kTogetherMax> seats{};
  std::size_t count = 0;  // 0: nothing was found
};

// The first seats side by side in the order of quality, from where the eyes begin and then round from
// the best. Requires: wish.count is 1 to kTogetherMax.
Pick PickTogether(const Chart& chart, const SeatSet& available, Wish wish);
// The same without sitting together; fewer than `wish.count` if there are no more.
Pick PickApart(const Chart& chart, const SeatSet& available, Wish wish);

}  // namespace onsale::rehearsal
