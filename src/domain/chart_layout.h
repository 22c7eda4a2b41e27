// A chart as the choice of seats sees it: rows, best first, and which seats are side by side.
//
// Units:    centimetres. The cost of a seat is its distance to the middle of the stage's front edge
//           plus how far it is to the side, and twice how far it is behind that edge. A layout
//           takes about 40 bytes for each seat.
// Shape:    seats have positions, from 0 in order of number as in Catalog::SeatsOf, and places in
//           one line: row after row, each in its order (row_order.h). Where two seats of a row are
//           not side by side, and after each row, a place is empty; so seats are side by side if
//           and only if their places follow each other. A section that has seats of several
//           categories counts as one section for each.
// Threads:  any, once built.
// Source:   docs/best-seats.md.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/catalog.h"

namespace onsale::domain {

class ChartLayout {
 public:
  // A part of a list, from `begin` to before `end`.
  struct Range {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
  };
  struct Row {
    Range places;  // the empty one after the row is not part of it
    std::uint32_t section = 0;
    std::uint32_t category = 0;
  };
  struct Category {
    std::string slug;
    Range rows;  // in the arrangement kByCategory
  };
  struct Section {
    std::string name;
    std::uint32_t category = 0;
    Range rows;  // in the arrangements kBySection and kByNumber
  };
  // The rows of each category or section follow each other; there they are best first, or in order
  // of their first seats' numbers.
  enum Arrangement : std::uint8_t { kByCategory, kBySection, kByNumber };
  static constexpr std::size_t kArrangements = 3;

  static constexpr std::uint32_t kNoSeat = UINT32_MAX;

  // `seats` are those of one chart, in order of number.
  explicit ChartLayout(std::span<const ChartSeat> seats);

  // Best first: by rank, then the smallest cost of a seat, then the first seat's number.
  std::span<const Row> rows() const { return rows_; }
  std::span<const Category> categories() const { return categories_; }
  std::span<const Section> sections() const { return sections_; }
  // The sections of this name: one for each category of its seats.
  std::span<const Section> SectionsNamed(std::string_view name) const;

  // The row at a position of an arrangement, and the position of a row.
  std::uint32_t RowAt(Arrangement by, std::uint32_t at) const { return arranged_[by].rows[at]; }
  std::uint32_t WhereIs(Arrangement by, std::uint32_t row) const { return arranged_[by].at[row]; }

  std::size_t seats() const { return seats_.size(); }
  std::uint32_t places() const { return static_cast<std::uint32_t>(seat_at_.size()); }
  // The position of a seat; kNoSeat if the chart has none of this number.
  std::uint32_t Find(SeatNumber number) const;
  SeatNumber NumberOf(std::uint32_t seat) const { return seats_[seat].number; }
  std::uint32_t PlaceOf(std::uint32_t seat) const { return seats_[seat].place; }
  std::uint32_t RowOf(std::uint32_t seat) const { return seats_[seat].row; }
  // Whether the seat is neither a wheelchair place nor a companion seat.
  bool IsOrdinary(std::uint32_t seat) const { return seats_[seat].is_ordinary; }
  // The seat at a place; kNoSeat if the place is empty.
  std::uint32_t SeatAt(std::uint32_t place) const { return seat_at_[place]; }
  // The sum of the costs of `count` seats from this place on.
  std::int64_t CostOf(std::uint32_t place, std::uint32_t count) const {
    return cost_before_[place + count] - cost_before_[place];
  }
  // The square of the distance between two seats.
  std::int64_t SquaredDistance(std::uint32_t seat, std::uint32_t other) const;

  // A wheelchair place, and its companion seat or kNoSeat.
  struct AccessiblePlace {
    std::uint32_t seat = 0;
    std::uint32_t companion = kNoSeat;
  };
  // Best first: by rank of the row, cost and number of the wheelchair place.
  std::span<const AccessiblePlace> accessible_places() const { return accessible_; }

 private:
  struct Seat {
    SeatNumber number;
    std::uint32_t place = 0;
    std::uint32_t row = 0;
    std::int32_t x = 0;
    std::int32_t y = 0;
    bool is_ordinary = true;
  };
  struct Arranged {
    std::vector<std::uint32_t> rows;
    std::vector<std::uint32_t> at;
  };
  struct Line;

  std::vector<Line> GatherRows(std::span<const ChartSeat> seats);
  void OrderSeats(Line& line) const;
  void NameSections(std::span<const ChartSeat> seats);
  void PlaceRows(const std::vector<Line>& lines);
  void ArrangeRows(const std::vector<Line>& lines);
  void ListAccessible(std::span<const ChartSeat> seats);
  std::int64_t CostOfSeat(std::uint32_t seat) const;

  std::vector<Row> rows_;
  std::vector<Category> categories_;
  std::vector<Section> sections_;  // by name, then by category
  std::array<Arranged, kArrangements> arranged_;
  std::vector<Seat> seats_;
  std::vector<std::uint32_t> seat_at_;
  std::vector<std::int64_t> cost_before_;  // the costs of all seats at smaller places
  std::vector<AccessiblePlace> accessible_;
};

}  // namespace onsale::domain
