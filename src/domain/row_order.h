// In which order the seats of a row stand.
//
// Units:    centimetres.
// Shape:    order by position runs along the line between the row's ends: the seat that is farthest
//           from the first one by number, and the seat that is farthest from that. It begins at the
//           end with the smaller number; seats that are equally far along are in order of number.
//           It counts only if it is a shorter way from seat to seat than the order of numbers: a
//           row around three sides of a stage is numbered along its way.
// Threads:  any.
// Source:   docs/best-seats.md.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace onsale::domain {

struct SeatPoint {
  std::int64_t x = 0;  // at most 10^8 from the middle of the stage, as y
  std::int64_t y = 0;
};

// The distance between two points, rounded down.
std::int64_t DistanceOf(SeatPoint one, SeatPoint other);

// The seats of a row, given in order of number, in the order in which they stand: as indices.
std::vector<std::uint32_t> RowOrder(std::span<const SeatPoint> seats);

}  // namespace onsale::domain
