#include "domain/best_seats.h"

#include <algorithm>

namespace onsale::domain {
namespace {

// Two parts of a block are behind each other if their middle seats are at most this far apart.
constexpr std::int64_t kBehindMax = 300;

// Marks free seats as taken while a choice is made, and as free again at its end.
class TakenSeats {
 public:
  explicit TakenSeats(FreeRuns& runs) : runs_(runs) {}
  TakenSeats(const TakenSeats&) = delete;
  TakenSeats& operator=(const TakenSeats&) = delete;
  ~TakenSeats() {
    for (const std::uint32_t seat : seats_) runs_.Set(seat, true);
  }

  void Take(std::uint32_t seat) {
    runs_.Set(seat, false);
    seats_.push_back(seat);
  }
  void Take(SeatWindow window) {
    for (std::uint32_t i = 0; i < window.size; ++i) {
      Take(runs_.layout().SeatAt(window.begin + i));
    }
  }
  std::size_t size() const { return seats_.size(); }
  // In order of number.
  std::vector<SeatNumber> Numbers() const {
    std::vector<SeatNumber> numbers;
    for (const std::uint32_t seat : seats_) numbers.push_back(runs_.layout().NumberOf(seat));
    std::ranges::sort(numbers);
    return numbers;
  }
  // Marks all but the first `count` as free again.
  void KeepOnly(std::size_t count) {
    for (; seats_.size() > count; seats_.pop_back()) runs_.Set(seats_.back(), true);
  }

 private:
  FreeRuns& runs_;
  std::vector<std::uint32_t> seats_;
};

class Choice {
 public:
  Choice(const BestSeats& wanted, OrphanPolicy orphans, FreeRuns& runs)
      : wanted_(wanted), orphans_(orphans), runs_(runs), layout_(runs.layout()), taken_(runs) {}

  std::expected<std::vector<SeatNumber>, std::int64_t> Make() {
    const SeatScope scope(wanted_.category, wanted_.section, layout_);
    const bool chosen = wanted_.accessible ? TakeAccessible(scope) : Take(scope);
    if (chosen) return taken_.Numbers();
    taken_.KeepOnly(0);
    return std::unexpected(wanted_.accessible ? LargestAccessible(scope)
                                              : std::int64_t{scope.Largest(runs_)});
  }

 private:
  bool Take(const SeatScope& scope) {
    const auto count = static_cast<std::uint32_t>(wanted_.count);
    switch (wanted_.together) {
      case Together::kRow:
        return TakeInRow(scope, count);
      case Together::kBlock:
        return TakeInRow(scope, count) || TakeInTwoRows(scope, count);
      case Together::kAny:
        return TakeAnywhere(scope, count);
    }
    return false;
  }

  // The best row, or the best one of its category where no single seat is left.
  bool TakeInRow(const SeatScope& scope, std::uint32_t count) {
    auto row = scope.BestRow(FreeRuns::kAny, count, runs_);
    if (!row) return false;
    auto kind = FreeRuns::kAny;
    if (orphans_ != OrphanPolicy::kAllow) {
      const SeatScope same = scope.OfCategory(layout_.rows()[*row].category);
      if (const auto clean = same.BestRow(FreeRuns::kClean, count, runs_)) {
        row = clean;
        kind = FreeRuns::kClean;
      }
    }
    taken_.Take(*CheapestWindow(*row, kind, count, runs_));
    return true;
  }

  bool TakeInTwoRows(const SeatScope& scope, std::uint32_t count) {
    if (count < 2) return false;
    const std::uint32_t larger = count - count / 2;
    const std::uint32_t smaller = count / 2;
    std::optional<std::uint32_t> row = scope.BestRow(FreeRuns::kAny, smaller, runs_);
    for (; row; row = scope.BestRowAfter(*row, smaller, runs_)) {
      const auto behind = RowBehind(*row);
      if (!behind) continue;
      if (TakePair({*row, larger}, {*behind, smaller})) return true;
      if (larger != smaller && TakePair({*row, smaller}, {*behind, larger})) return true;
    }
    return false;
  }

  // The row that follows in order of number in the same section.
  std::optional<std::uint32_t> RowBehind(std::uint32_t row) const {
    const std::uint32_t next = layout_.WhereIs(ChartLayout::kByNumber, row) + 1;
    const auto& section = layout_.sections()[layout_.rows()[row].section];
    if (next >= section.rows.end) return std::nullopt;
    return layout_.RowAt(ChartLayout::kByNumber, next);
  }

  struct Part {
    std::uint32_t row = 0;
    std::uint32_t size = 0;
  };
  bool TakePair(Part part, Part behind) {
    const auto first = CheapestWindow(part.row, FreeRuns::kAny, part.size, runs_);
    if (!first) return false;
    const auto second =
        BestWindow(behind.row, FreeRuns::kAny, behind.size, runs_,
                   [&](FreeRuns::Place begin) -> std::optional<std::int64_t> {
                     const std::int64_t apart = layout_.SquaredDistance(
                         MiddleOf(*first, layout_), MiddleOf({begin, behind.size}, layout_));
                     if (apart > kBehindMax * kBehindMax) return std::nullopt;
                     return layout_.CostOf(begin, behind.size);
                   });
    if (!second) return false;
    taken_.Take(*first);
    taken_.Take(*second);
    return true;
  }

  // All `count`, in parts as large as there are; otherwise none.
  bool TakeAnywhere(const SeatScope& scope, std::uint32_t count) {
    const std::size_t before = taken_.size();
    while (count > 0) {
      const std::uint32_t part = std::min(count, scope.Largest(runs_));
      if (part == 0) {
        taken_.KeepOnly(before);
        return false;
      }
      TakeInRow(scope, part);
      count -= part;
    }
    return true;
  }

  bool IsFreePair(const ChartLayout::AccessiblePlace& place) const {
    return place.companion != ChartLayout::kNoSeat && runs_.IsFree(place.seat) &&
           runs_.IsFree(place.companion);
  }
  bool IsFreeAlone(const ChartLayout::AccessiblePlace& place) const {
    return place.companion == ChartLayout::kNoSeat && runs_.IsFree(place.seat);
  }

  bool TakeAccessible(const SeatScope& scope) {
    const auto count = static_cast<std::uint32_t>(wanted_.count);
    for (const ChartLayout::AccessiblePlace& place : layout_.accessible_places()) {
      const bool fits = count == 1 ? IsFreeAlone(place) : IsFreePair(place);
      if (!fits || !scope.Has(layout_.RowOf(place.seat), layout_)) continue;
      taken_.Take(place.seat);
      if (count == 1) return true;
      taken_.Take(place.companion);
      const auto& section = layout_.sections()[layout_.rows()[layout_.RowOf(place.seat)].section];
      const SeatScope beside(wanted_.category, section.name, layout_);
      return TakeAnywhere(beside, count - 2) || TakeAnywhere(scope, count - 2);
    }
    return false;
  }

  // 2 if a pair is free, 1 if only places without a companion are, otherwise 0.
  std::int64_t LargestAccessible(const SeatScope& scope) const {
    std::int64_t largest = 0;
    for (const ChartLayout::AccessiblePlace& place : layout_.accessible_places()) {
      if (!scope.Has(layout_.RowOf(place.seat), layout_)) continue;
      if (IsFreePair(place)) return 2;
      if (IsFreeAlone(place)) largest = 1;
    }
    return largest;
  }

  const BestSeats& wanted_;
  const OrphanPolicy orphans_;
  FreeRuns& runs_;
  const ChartLayout& layout_;
  TakenSeats taken_;
};

}  // namespace

SeatScope::SeatScope(std::string_view category, std::string_view section,
                     const ChartLayout& layout) {
  const auto is_wanted = [&](std::uint32_t of) {
    return category.empty() || layout.categories()[of].slug == category;
  };
  if (!section.empty()) {
    by_ = ChartLayout::kBySection;
    for (const ChartLayout::Section& part : layout.SectionsNamed(section)) {
      if (is_wanted(part.category)) parts_.push_back({part.category, part.rows});
    }
    return;
  }
  for (std::uint32_t of = 0; of < layout.categories().size(); ++of) {
    if (is_wanted(of)) parts_.push_back({of, layout.categories()[of].rows});
  }
}

SeatScope SeatScope::OfCategory(std::uint32_t category) const {
  SeatScope scope = *this;
  std::erase_if(scope.parts_, [category](const Part& part) { return part.category != category; });
  return scope;
}

std::optional<std::uint32_t> SeatScope::BestRow(FreeRuns::Kind kind, std::uint32_t size,
                                                FreeRuns& runs) const {
  std::optional<std::uint32_t> best;
  for (const Part& part : parts_) {
    const auto row = runs.FirstRow(by_, part.rows, kind, size);
    if (row && (!best || *row < *best)) best = row;
  }
  return best;
}

std::optional<std::uint32_t> SeatScope::BestRowAfter(std::uint32_t after, std::uint32_t size,
                                                     FreeRuns& runs) const {
  std::optional<std::uint32_t> best;
  for (const Part& part : parts_) {
    // The rows of a part are in order: those up to `after` come first.
    ChartLayout::Range rest = part.rows;
    std::uint32_t end = rest.end;
    while (rest.begin < end) {
      const std::uint32_t middle = rest.begin + (end - rest.begin) / 2;
      if (runs.layout().RowAt(by_, middle) <= after) {
        rest.begin = middle + 1;
      } else {
        end = middle;
      }
    }
    const auto row = runs.FirstRow(by_, rest, FreeRuns::kAny, size);
    if (row && (!best || *row < *best)) best = row;
  }
  return best;
}

std::uint32_t SeatScope::Largest(FreeRuns& runs) const {
  std::uint32_t largest = 0;
  for (const Part& part : parts_) largest = std::max(largest, runs.LargestIn(by_, part.rows));
  return largest;
}

bool SeatScope::Has(std::uint32_t row, const ChartLayout& layout) const {
  const std::uint32_t at = layout.WhereIs(by_, row);
  return std::ranges::any_of(
      parts_, [at](const Part& part) { return part.rows.begin <= at && at < part.rows.end; });
}

std::optional<SeatWindow> CheapestWindow(std::uint32_t row, FreeRuns::Kind kind, std::uint32_t size,
                                         const FreeRuns& runs) {
  return BestWindow(row, kind, size, runs, [&](FreeRuns::Place begin) {
    return std::optional(runs.layout().CostOf(begin, size));
  });
}

void AddSeats(SeatWindow window, const ChartLayout& layout, std::vector<SeatNumber>& seats) {
  for (std::uint32_t i = 0; i < window.size; ++i) {
    seats.push_back(layout.NumberOf(layout.SeatAt(window.begin + i)));
  }
}

std::expected<std::vector<SeatNumber>, std::int64_t> ChooseBest(const BestSeats& wanted,
                                                                OrphanPolicy orphans,
                                                                FreeRuns& runs) {
  return Choice(wanted, orphans, runs).Make();
}

}  // namespace onsale::domain
