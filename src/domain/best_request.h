// What a buyer asks for who leaves the choice of seats to the server.
//
// Threads:  a value.
// Source:   docs/best-seats.md.
#pragma once

#include <cstdint>
#include <string>

namespace onsale::domain {

// The most seats of a hold, whoever chooses them.
inline constexpr std::size_t kSeatsPerHoldMax = 50;

// How far the seats may be apart: kRow side by side; kBlock side by side, or else in two parts, one
// behind the other; kAny side by side, or else in as large parts as there are. The numbers are in
// fingerprints: do not renumber.
enum class Together : std::uint8_t { kRow = 1, kBlock = 2, kAny = 3 };

// Requires: 1 <= count <= kSeatsPerHoldMax.
struct BestSeats {
  std::int64_t count = 1;
  std::string category = {};  // a category's slug; empty: any that has a price
  std::string section = {};   // empty: any
  Together together = Together::kRow;
  bool accessible = false;  // one of the seats is a wheelchair place
  bool operator==(const BestSeats&) const = default;
};

}  // namespace onsale::domain
