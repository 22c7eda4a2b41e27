// The seats of one show as a hall: which are side by side, which are best, and which a hold leaves
// single. The model finds all of it by trying every row and every window.
//
// Units:    positions in centimetres from the middle of the stage's front edge.
// Shape:    a seat is its place in the chart's order of number; a set of seats has one flag a
//           place. A *window* is free ordinary seats of one row, side by side, in the order of the
//           row. `tidy` asks for windows that leave no single seat while there is one. A section
//           with seats of several categories is as many sections.
// Threads:  one.
// Requires: a row has one rank.
// Source:   docs/best-seats.md.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/command.h"

namespace onsale::sim {

class Hall {
 public:
  using Place = std::size_t;
  using Flags = std::vector<bool>;
  using Window = std::vector<Place>;
  // The part of the hall that a search is in; an empty text stands for any.
  struct Part {
    std::string category;
    std::string section;
  };

  Hall() = default;
  // `seats` are those of a chart, in order of number.
  explicit Hall(std::vector<domain::ChartSeat> seats);

  const std::vector<domain::ChartSeat>& seats() const { return seats_; }
  Place At(domain::SeatNumber number) const;
  std::vector<domain::SeatNumber> NumbersOf(const Window& window) const;  // in order
  bool IsAccessible(Place place) const;  // a wheelchair place or a companion seat

  // What the server chooses of the free seats; nothing if there are none.
  std::optional<Window> Best(const domain::BestSeats& wanted, bool tidy, const Flags& free) const;
  // Refusal::largest_together of a request for which there is nothing.
  std::int64_t LargestTogether(const domain::BestSeats& wanted, const Flags& free) const;

  // Free ordinary seats without a free ordinary neighbour after a change, which had one before it.
  Window Singles(const Flags& before, const Flags& after) const;
  // How many free ordinary seats the row of this seat has.
  std::int64_t FreeInRowOf(Place place, const Flags& free) const;
  bool InOneRow(Place a, Place b) const { return row_of_[a] == row_of_[b]; }

  // The window of as many seats nearest to those wanted: among all windows, or only among those
  // that leave no single seat. Nothing if there is none, or accessible places are wanted.
  enum class Among : std::uint8_t { kAll, kTidy };
  std::optional<Window> Nearest(const Window& wanted, Among among, const Flags& free) const;

 private:
  struct Row {
    std::string section;
    std::string category;
    std::int64_t rank = 0;
    std::int64_t cost = 0;      // the smallest of its seats
    std::vector<Place> places;  // in order of number
    std::vector<Place> line;    // in the order in which they stand
  };
  using RowNumber = std::size_t;  // by the first seat's number within a section

  bool InOneSection(RowNumber a, RowNumber b) const;
  std::vector<Place> LineOf(const std::vector<Place>& places) const;
  std::int64_t LengthOf(const std::vector<Place>& line) const;
  void FindNeighbours();
  std::int64_t CostOf(Place place) const;
  std::int64_t SquaredDistance(Place a, Place b) const;
  std::int64_t ValueOf(const Window& window) const;
  bool IsOrdinary(Place place) const { return !IsAccessible(place); }
  bool IsSingle(Place place, const Flags& free) const;
  bool AreNeighbours(Place a, Place b) const;
  bool HasNeighbour(Place place, const Flags& free) const;

  std::vector<RowNumber> BestFirst(const Part& part) const;
  std::vector<Window> WindowsOf(RowNumber row, std::size_t count, const Flags& free) const;
  std::vector<Window> TidyOf(RowNumber row, std::size_t count, const Flags& free) const;
  std::vector<Window> WindowsOf(RowNumber row, std::size_t count, Among among,
                                const Flags& free) const;
  // The cheapest of the windows; of equal ones the first. Nothing if there are none.
  std::optional<Window> Cheapest(const std::vector<Window>& windows) const;

  std::optional<Window> InARow(const Part& part, std::size_t count, bool tidy,
                               const Flags& free) const;
  std::optional<Window> InABlock(const Part& part, std::size_t count, bool tidy,
                                 const Flags& free) const;
  std::optional<Window> OneBehindTheOther(RowNumber front, std::size_t in_front, RowNumber behind,
                                          std::size_t others, const Flags& free) const;
  std::optional<Window> Anyhow(const Part& part, std::size_t count, bool tidy, Flags free) const;
  std::optional<Window> Accessible(const domain::BestSeats& wanted, bool tidy, Flags free) const;
  // The free wheelchair places with a free companion seat, or those without a companion seat, best
  // first.
  std::vector<Place> WheelchairPlaces(const Part& part, bool with_companion,
                                      const Flags& free) const;

  std::vector<domain::ChartSeat> seats_;
  std::map<domain::SeatNumber, Place> place_of_;
  std::vector<Row> rows_;  // section by section, in order of the first seat's number
  std::vector<RowNumber> row_of_;
  // The neighbours of each seat: at most one on each side.
  std::vector<std::vector<Place>> neighbours_;
};

}  // namespace onsale::sim
