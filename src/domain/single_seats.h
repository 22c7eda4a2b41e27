// Single seats that a choice leaves, and the nearest seats to take instead of some.
//
// Source:   docs/best-seats.md.
#pragma once

#include <span>
#include <vector>

#include "domain/free_runs.h"
#include "domain/rows.h"

namespace onsale::domain {

// The seats that a change takes from those that are free, and the seats that it makes free. Each in
// order of number.
struct SeatChange {
  std::span<const SeatNumber> taken;
  std::span<const SeatNumber> released;
};

// The free seats, in order of number, that the change would leave single: beside no other free seat
// of their row, though one was free there before. Seats at accessible places count as taken.
std::vector<SeatNumber> SinglesLeft(const SeatChange& change, const FreeRuns& runs);

// Whether in each row of `singles` at most one seat more was free than the change takes there: the
// buyer could hardly avoid it.
bool AreUnavoidable(const std::vector<SeatNumber>& singles, const SeatChange& change,
                    const FreeRuns& runs);

// The nearest free seats, as many, side by side: in the section of the first of `wanted`, otherwise
// the best of its category. With `clean_only`, only seats that leave no single one; otherwise those
// are preferred unless the policy is kAllow. Empty if there are none, or if one of `wanted` is a
// wheelchair place or a companion seat. Requires: not empty, in order of number, of the chart.
struct NearestTo {
  std::span<const SeatNumber> wanted;
  OrphanPolicy orphans = OrphanPolicy::kAvoid;
  bool clean_only = false;
};
std::vector<SeatNumber> NearestSeats(const NearestTo& to, FreeRuns& runs);

}  // namespace onsale::domain
