#include "domain/single_seats.h"

#include <algorithm>

#include "base/assert.h"
#include "domain/best_seats.h"

namespace onsale::domain {
namespace {

using Place = FreeRuns::Place;

std::uint32_t SeatOf(SeatNumber number, const ChartLayout& layout) {
  const std::uint32_t seat = layout.Find(number);
  ONSALE_ASSERT(seat != ChartLayout::kNoSeat);
  return seat;
}

// The seats as they are once some are taken.
class After {
 public:
  After(std::span<const SeatNumber> taken, const FreeRuns& runs) : taken_(taken), runs_(runs) {}

  bool IsFreeForAll(Place place) const {
    if (!runs_.IsFreeForAll(place)) return false;
    const ChartLayout& layout = runs_.layout();
    return !std::ranges::binary_search(taken_, layout.NumberOf(layout.SeatAt(place)));
  }

 private:
  std::span<const SeatNumber> taken_;
  const FreeRuns& runs_;
};

// Calls f(place) for the places on both sides. Before the first place of all there is none.
template <class F>
void ForEachBeside(Place place, F&& f) {
  if (place > 0) f(place - 1);
  f(place + 1);
}

// Searches the window that is nearest to a seat.
class NearestSearch {
 public:
  NearestSearch(std::uint32_t seat, std::uint32_t size, FreeRuns& runs)
      : seat_(seat), size_(size), runs_(runs), layout_(runs.layout()) {}

  std::optional<SeatWindow> Find(FreeRuns::Kind kind) {
    if (const auto row = NearestRow(kind)) return NearestIn(*row, kind);
    const auto& category = layout_.categories()[layout_.rows()[layout_.RowOf(seat_)].category];
    const SeatScope scope(category.slug, {}, layout_);
    const auto row = scope.BestRow(kind, size_, runs_);
    return row ? CheapestWindow(*row, kind, size_, runs_) : std::nullopt;
  }

 private:
  // Of the same section, by the number of rows between; of two, the one with larger numbers.
  std::optional<std::uint32_t> NearestRow(FreeRuns::Kind kind) {
    const std::uint32_t own = layout_.RowOf(seat_);
    const std::uint32_t at = layout_.WhereIs(ChartLayout::kByNumber, own);
    const ChartLayout::Range section = layout_.sections()[layout_.rows()[own].section].rows;
    const auto after = runs_.FirstRow(ChartLayout::kByNumber, {at, section.end}, kind, size_);
    const auto before = runs_.LastRow(ChartLayout::kByNumber, {section.begin, at}, kind, size_);
    if (!after || !before) return after ? after : before;
    const std::uint32_t ahead = layout_.WhereIs(ChartLayout::kByNumber, *after) - at;
    const std::uint32_t behind = at - layout_.WhereIs(ChartLayout::kByNumber, *before);
    return ahead <= behind ? after : before;
  }

  std::optional<SeatWindow> NearestIn(std::uint32_t row, FreeRuns::Kind kind) const {
    return BestWindow(row, kind, size_, runs_, [this](Place begin) {
      return std::optional(layout_.SquaredDistance(MiddleOf({begin, size_}, layout_), seat_));
    });
  }

  const std::uint32_t seat_;
  const std::uint32_t size_;
  FreeRuns& runs_;
  const ChartLayout& layout_;
};

}  // namespace

std::vector<SeatNumber> SinglesLeft(std::span<const SeatNumber> taken, const FreeRuns& runs) {
  const ChartLayout& layout = runs.layout();
  const After after(taken, runs);
  std::vector<SeatNumber> singles;
  // A seat that had a free seat beside it and has none afterwards is beside one that is taken.
  for (const SeatNumber number : taken) {
    const Place own = layout.PlaceOf(SeatOf(number, layout));
    if (!runs.IsFreeForAll(own)) continue;
    ForEachBeside(own, [&](Place place) {
      if (!after.IsFreeForAll(place)) return;
      bool alone = true;
      ForEachBeside(place, [&](Place beside) { alone = alone && !after.IsFreeForAll(beside); });
      if (alone) singles.push_back(layout.NumberOf(layout.SeatAt(place)));
    });
  }
  std::ranges::sort(singles);
  singles.erase(std::ranges::unique(singles).begin(), singles.end());
  return singles;
}

bool AreUnavoidable(const std::vector<SeatNumber>& singles, std::span<const SeatNumber> taken,
                    const FreeRuns& runs) {
  const ChartLayout& layout = runs.layout();
  return std::ranges::all_of(singles, [&](SeatNumber single) {
    const std::uint32_t row = layout.RowOf(SeatOf(single, layout));
    const auto of_row = std::ranges::count_if(
        taken, [&](SeatNumber number) { return layout.RowOf(SeatOf(number, layout)) == row; });
    return runs.FreeForAll(row) <= of_row + 1;
  });
}

std::vector<SeatNumber> NearestSeats(const NearestTo& to, FreeRuns& runs) {
  const ChartLayout& layout = runs.layout();
  for (const SeatNumber number : to.wanted) {
    if (!layout.IsOrdinary(SeatOf(number, layout))) return {};
  }
  NearestSearch search(SeatOf(to.wanted.front(), layout),
                       static_cast<std::uint32_t>(to.wanted.size()), runs);
  std::optional<SeatWindow> found;
  if (to.clean_only || to.orphans != OrphanPolicy::kAllow) found = search.Find(FreeRuns::kClean);
  if (!found && !to.clean_only) found = search.Find(FreeRuns::kAny);
  std::vector<SeatNumber> seats;
  if (found) AddSeats(*found, layout, seats);
  std::ranges::sort(seats);
  return seats;
}

}  // namespace onsale::domain
