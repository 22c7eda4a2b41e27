#include "sim/halls.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace onsale::sim {
namespace {

using domain::ChartSeat;
using domain::SeatAccess;

// Calls f(rows) for the catalogues of some worlds, with changes of one member, too.
template <class F>
void ForSomeCatalogues(F f) {
  for (std::uint64_t world = 0; world < 40; ++world) {
    const WorldPlan plan = PlanWorld(WorldSeed(5, world));
    for (std::uint32_t variant = 0; variant < 60; ++variant) f(SpecOf(plan, variant).rows);
  }
}

TEST(HallsTest, ARowHasOneRank) {
  ForSomeCatalogues([](const domain::CatalogRows& rows) {
    std::map<std::tuple<domain::ChartId, std::string, std::string>, std::set<std::int64_t>> ranks;
    for (const ChartSeat& seat : rows.seats) {
      ranks[{seat.chart, seat.section, seat.row}].insert(seat.rank);
    }
    for (const auto& [row, of_it] : ranks) EXPECT_EQ(of_it.size(), 1U);
  });
}

TEST(HallsTest, APairIsMutualAndInOneRow) {
  std::size_t pairs = 0;
  ForSomeCatalogues([&pairs](const domain::CatalogRows& rows) {
    std::map<std::pair<domain::ChartId, domain::SeatNumber>, const ChartSeat*> seats;
    for (const ChartSeat& seat : rows.seats) seats[{seat.chart, seat.number}] = &seat;
    for (const ChartSeat& seat : rows.seats) {
      if (seat.access == SeatAccess::kCompanion) EXPECT_NE(seat.pair, domain::SeatNumber{});
      if (seat.pair == domain::SeatNumber{}) continue;
      ++pairs;
      const ChartSeat* const other = seats.at({seat.chart, seat.pair});
      EXPECT_EQ(other->pair, seat.number);
      EXPECT_EQ(other->row, seat.row);
      EXPECT_EQ(other->section, seat.section);
      const bool place = seat.access == SeatAccess::kWheelchair;
      EXPECT_EQ(other->access, place ? SeatAccess::kCompanion : SeatAccess::kWheelchair);
    }
  });
  EXPECT_GT(pairs, 1'000U);
}

}  // namespace
}  // namespace onsale::sim
