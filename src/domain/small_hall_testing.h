// Small halls by chance, and the choice of seats in them by trying everything: what the index and
// its rules must agree with. It shares no code with them.
//
// Source:   docs/best-seats.md.
#pragma once

#include <random>

#include "domain/best_request.h"
#include "domain/catalog.h"
#include "domain/refusal.h"

namespace onsale::domain {

// A chart with one show, its prices, and which of its seats are AVAILABLE.
struct SmallHall {
  CatalogRows rows;
  std::vector<bool> available;  // by position of the seat in `rows.seats`
};

class HallMaker {
 public:
  explicit HallMaker(std::uint32_t seed) : random_(seed) {}

  SmallHall Hall();
  BestSeats Wanted(const SmallHall& hall);
  bool OneIn(int n) { return Below(n) == 0; }
  int Below(int n) { return static_cast<int>(random_() % static_cast<std::uint32_t>(n)); }

 private:
  void AddSection(SmallHall& hall, int index);
  void NumberFromTheMiddle(SmallHall& hall, std::size_t first);
  void AddPairs(SmallHall& hall, std::size_t first);

  std::mt19937 random_;
};

// What the rules must choose. Each answers with seat numbers in order; empty for none.
class HallOracle {
 public:
  explicit HallOracle(const SmallHall& hall);

  struct Chosen {
    std::vector<SeatNumber> seats;
    std::int64_t largest = 0;  // if there are none
  };
  Chosen Best(const BestSeats& wanted, OrphanPolicy orphans) const;
  std::vector<SeatNumber> Nearest(const std::vector<SeatNumber>& wanted, OrphanPolicy orphans,
                                  bool clean_only) const;
  std::vector<SeatNumber> Singles(const std::vector<SeatNumber>& taken) const;

 private:
  using Seats = std::vector<std::size_t>;  // positions
  struct Row {
    std::string section;
    std::string category;
    Seats seats;  // in order of number
    Seats line;   // in the order in which they stand
    std::int64_t rank = 0;
    std::int64_t cost = 0;
  };
  using Free = std::vector<bool>;  // by position: AVAILABLE, with a price
  struct Filter {
    std::string category;
    std::string section;
  };

  const ChartSeat& At(std::size_t seat) const { return hall_.rows.seats[seat]; }
  std::int64_t CostOf(std::size_t seat) const;
  std::int64_t CostOf(const Seats& seats) const;
  std::int64_t Distance(std::size_t a, std::size_t b) const;  // squared
  bool IsOrdinary(std::size_t seat) const;
  bool AreNeighbours(std::size_t a, std::size_t b) const;
  Seats NeighboursOf(std::size_t seat) const;
  Seats LineOf(const Seats& row) const;
  bool IsClean(const Seats& window, const Free& free) const;
  Seats Left(const Seats& taken, const Free& free) const;
  bool Matches(const Row& row, const Filter& filter) const;
  std::vector<Seats> Windows(const Row& row, std::size_t count, const Free& free) const;
  Seats BestOf(std::vector<Seats> windows) const;
  Seats InRow(const Filter& filter, std::size_t count, OrphanPolicy orphans,
              const Free& free) const;
  Seats InBlock(const Filter& filter, std::size_t count, const Free& free) const;
  Seats Anywhere(const Filter& filter, std::size_t count, OrphanPolicy orphans, Free free) const;
  Chosen Accessible(const BestSeats& wanted, OrphanPolicy orphans) const;
  Seats NearestOf(const Seats& wanted, bool clean) const;
  const Row& RowOf(std::size_t seat) const;
  std::vector<SeatNumber> Numbers(Seats seats) const;
  Seats Positions(const std::vector<SeatNumber>& numbers) const;

  const SmallHall& hall_;
  std::vector<Row> rows_;  // best first
  Free free_;
};

}  // namespace onsale::domain
