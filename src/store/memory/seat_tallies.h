// The seats of one show counted by category, kept up to date with each change.
//
// Units:    2 bytes a seat.
// Shape:    a seat is its position in the chart. Its status and what was paid for it are counted
//           apart, because they are rows of their own: both agree between commands.
// Threads:  one.
// Requires: every seat of the show's chart is counted exactly once.
#pragma once

#include <vector>

#include "domain/catalog.h"
#include "domain/views.h"

namespace onsale::store {

class SeatTallies {
 public:
  // Nothing is counted yet.
  SeatTallies(const domain::Catalog& catalog, const domain::Show& show);

  // Counts a seat that has this status (`by` 1), or has it no more (-1).
  void Count(std::size_t seat, domain::SeatStatus status, int by);
  // Counts the price at which a seat was paid (`by` 1), or takes it back (-1).
  void CountPaid(std::size_t seat, domain::Money price, int by);
  // In the order of Catalog::CategoriesOf.
  const std::vector<domain::SeatTally>& all() const { return tallies_; }

 private:
  static constexpr std::uint16_t kNone = UINT16_MAX;  // stored rows may name no category

  std::vector<domain::SeatTally> tallies_;
  std::vector<std::uint16_t> category_of_;  // of each seat: an index of tallies_, or kNone
};

}  // namespace onsale::store
