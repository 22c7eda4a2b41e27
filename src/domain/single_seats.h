// Single seats that a choice leaves, and the nearest seats to take instead of some.
//
// Source:   docs/best-seats.md.
#pragma once

#include <span>
#include <vector>

#include "domain/free_runs.h"
#include "domain/rows.h"

namespace onsale::domain {

// The free seats, in order of number, that would be left single if `taken` were taken: beside no
// other free seat of their row, though one was free there before. Seats at accessible places count
// as taken. Requires: `taken` free, in order of number.
std::vector<SeatNumber> SinglesLeft(std::span<const SeatNumber> taken, const FreeRuns& runs);

// Whether in each row of `singles` at most one seat more is free than `taken` has there: the buyer
// could hardly avoid it.
bool AreUnavoidable(const std::vector<SeatNumber>& singles, std::span<const SeatNumber> taken,
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
