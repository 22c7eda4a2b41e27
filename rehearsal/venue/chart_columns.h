// Reads the columns of `GET /v1/charts/{digest}`, as far as buyers need them.
//
// Units:    positions in centimetres.
// Shape:    docs/seat-maps.md. Seats are in order of number; the index of a seat counts them
//           from 0.
// Owner:    texts point into the JSON.
// Errors:   nothing for columns that do not fit together, for another format, and for more than
//           kSeatsMost seats.
// Source:   docs/seat-maps.md, "The chart"
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace onsale::rehearsal {

// A seat of a chart, with what places it in its hall.
struct PlacedSeat {
  std::uint32_t number = 0;
  std::string_view category;
  std::string_view section;
  std::string_view row;
  std::int64_t x = 0;
  std::int64_t y = 0;
};

// Bounds the memory that an answer can make the client reserve; a catalogue has at most as many.
inline constexpr std::size_t kSeatsMost = 1'000'000;
// The largest seat number accepted. A catalogue allows numbers up to 999,999.
inline constexpr std::int64_t kNumberMost = 10'000'000;

std::optional<std::vector<PlacedSeat>> ReadColumns(std::string_view json);

}  // namespace onsale::rehearsal
