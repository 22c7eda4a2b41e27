// Chooses the best seats for a buyer who leaves the choice to the server.
//
// Shape:    every choice follows from the chart, the prices and which seats are free: every node
//           and store makes the same, and a seller can foretell it.
// Source:   docs/best-seats.md.
#pragma once

#include <expected>
#include <span>
#include <vector>

#include "domain/best_request.h"
#include "domain/free_runs.h"

namespace onsale::domain {

// Where a choice may fall: the rows of categories, or of sections, best first.
class SeatScope {
 public:
  // All rows; of one category, one section, or both. Empty if the chart has no such rows.
  SeatScope(std::string_view category, std::string_view section, const ChartLayout& layout);

  // Those of the rows that are of the category.
  SeatScope OfCategory(std::uint32_t category) const;
  // The best row that has such a window.
  std::optional<std::uint32_t> BestRow(FreeRuns::Kind kind, std::uint32_t size,
                                       FreeRuns& runs) const;
  // The best row after the row `after` that has a window of this size.
  std::optional<std::uint32_t> BestRowAfter(std::uint32_t after, std::uint32_t size,
                                            FreeRuns& runs) const;
  // The largest window in these rows, at most kSeatsPerHoldMax; 0 if there is none.
  std::uint32_t Largest(FreeRuns& runs) const;
  bool Has(std::uint32_t row, const ChartLayout& layout) const;

 private:
  struct Part {
    std::uint32_t category = 0;
    ChartLayout::Range rows;
  };
  ChartLayout::Arrangement by_ = ChartLayout::kByCategory;
  std::vector<Part> parts_;
};

// A window that was chosen: `size` seats side by side from `begin` on.
struct SeatWindow {
  FreeRuns::Place begin = 0;
  std::uint32_t size = 0;
};

// The first of the windows of a row for which value(first place) is smallest. No value: not this
// window.
template <class Value>
std::optional<SeatWindow> BestWindow(std::uint32_t row, FreeRuns::Kind kind, std::uint32_t size,
                                     const FreeRuns& runs, Value&& value) {
  std::optional<SeatWindow> best;
  std::int64_t smallest = 0;
  runs.ForEachWindow(row, kind, size, [&](FreeRuns::Place begin) {
    const std::optional<std::int64_t> of = value(begin);
    if (!of || (best && *of >= smallest)) return;
    best = {.begin = begin, .size = size};
    smallest = *of;
  });
  return best;
}

// The cheapest window of a row.
std::optional<SeatWindow> CheapestWindow(std::uint32_t row, FreeRuns::Kind kind, std::uint32_t size,
                                         const FreeRuns& runs);

// The seat in the middle of a window: of an even number the left one.
inline std::uint32_t MiddleOf(SeatWindow window, const ChartLayout& layout) {
  return layout.SeatAt(window.begin + (window.size - 1) / 2);
}

void AddSeats(SeatWindow window, const ChartLayout& layout, std::vector<SeatNumber>& seats);

// Chooses the seats, in order of number. Otherwise the largest number of seats side by side that
// there are, as Refusal::largest_together says it. `runs` is the same afterwards.
// Requires: every hold that is due was swept.
std::expected<std::vector<SeatNumber>, std::int64_t> ChooseBest(const BestSeats& wanted,
                                                                OrphanPolicy orphans,
                                                                FreeRuns& runs);

}  // namespace onsale::domain
