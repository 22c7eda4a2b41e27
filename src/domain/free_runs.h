// Which seats of a show are free, and where how many are free side by side: the index by which the
// rules choose seats without reading the whole map.
//
// Units:    a seat takes 2 bits, a row 100 to 200 bytes. A change marks its row, which is read
//           again at the next question; a question takes steps by the logarithm of the rows.
// Shape:    a window of n is n seats of a row, side by side, that anybody may have and are free. It
//           is clean if neither on its left nor on its right a single such seat is left. A seat of
//           a category without a price at the show is not free.
// Owner:    shares the layout.
// Threads:  one.
// Source:   docs/best-seats.md.
#pragma once

#include <memory>
#include <optional>

#include "domain/best_request.h"
#include "domain/chart_layout.h"

namespace onsale::domain {

// The sizes of the windows that a row, or one of several rows, has: bit n for a window of n.
struct WindowSizes {
  std::uint64_t any = 0;
  std::uint64_t clean = 0;
};

// The window sizes of rows in an arrangement, and of their unions: a binary tree.
class WindowTree {
 public:
  using Range = ChartLayout::Range;

  explicit WindowTree(std::size_t rows);
  void Set(std::uint32_t at, WindowSizes sizes);
  // The first or last position in the range whose row has a window of this size.
  std::optional<std::uint32_t> First(Range range, std::uint64_t WindowSizes::* kind,
                                     std::uint32_t size) const;
  std::optional<std::uint32_t> Last(Range range, std::uint64_t WindowSizes::* kind,
                                    std::uint32_t size) const;
  // The sizes that some row in the range has.
  std::uint64_t SizesIn(Range range) const;

 private:
  std::size_t leaves_;              // a power of two
  std::vector<WindowSizes> nodes_;  // the root is 1, the children of n are 2n and 2n + 1
};

class FreeRuns {
 public:
  using Range = ChartLayout::Range;
  using Arrangement = ChartLayout::Arrangement;
  // Which windows count.
  enum Kind : std::uint8_t { kAny, kClean };
  // The first of the seats of a window, as a place of the layout.
  using Place = std::uint32_t;

  // Of a show in the catalogue. Nothing is free yet.
  FreeRuns(const Catalog& catalog, const Show& show);

  const ChartLayout& layout() const { return *layout_; }

  // Reports whether the seat at this position of the chart is free.
  void Set(std::uint32_t seat, bool is_free);
  bool IsFree(std::uint32_t seat) const { return Bit(layout_->PlaceOf(seat)); }
  // Whether at the place is a free seat that anybody may have.
  bool IsFreeForAll(Place place) const {
    return ((free_[place / 64] & for_all_[place / 64]) >> place % 64 & 1) != 0;
  }
  // How many seats of the row anybody may have and are free.
  std::int64_t FreeForAll(std::uint32_t row) const;

  // The first or last row of a part of an arrangement that has such a window. Requires:
  // 1 <= size <= kSeatsPerHoldMax.
  std::optional<std::uint32_t> FirstRow(Arrangement by, Range range, Kind kind, std::uint32_t size);
  std::optional<std::uint32_t> LastRow(Arrangement by, Range range, Kind kind, std::uint32_t size);
  // The largest window in a part of an arrangement, at most kSeatsPerHoldMax; 0 if there is none.
  std::uint32_t LargestIn(Arrangement by, Range range);

  // Calls f(first place) for each such window of a row, in the order of its seats.
  template <class F>
  void ForEachWindow(std::uint32_t row, Kind kind, std::uint32_t size, F&& f) const {
    ForEachRun(layout_->rows()[row].places, [&](Place begin, std::uint32_t length) {
      for (std::uint32_t before = 0; before + size <= length; ++before) {
        const bool clean = before != 1 && length - size - before != 1;
        if (clean || kind == kAny) f(begin + before);
      }
    });
  }

 private:
  bool Bit(Place place) const { return (free_[place / 64] >> place % 64 & 1) != 0; }
  // The first place in the range whose seat is free for all (`wanted`), or is not.
  Place Next(Range range, bool wanted) const;
  // Calls f(first place, length) for each longest chain of such seats.
  template <class F>
  void ForEachRun(Range places, F&& f) const {
    while (true) {
      places.begin = Next(places, true);
      if (places.begin == places.end) return;
      const Place begin = places.begin;
      places.begin = Next(places, false);
      f(begin, places.begin - begin);
    }
  }
  void Refresh();
  WindowSizes SizesOf(std::uint32_t row) const;

  std::shared_ptr<const ChartLayout> layout_;
  std::vector<bool> has_price_;
  std::vector<std::uint64_t> free_;     // a bit for each place
  std::vector<std::uint64_t> for_all_;  // those that are neither empty nor accessible places
  std::vector<WindowTree> trees_;       // by arrangement
  std::vector<std::uint32_t> stale_;    // the rows whose sizes are to be read again
  std::vector<bool> is_stale_;
};

}  // namespace onsale::domain
