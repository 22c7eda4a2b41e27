// The choice of seats against trying everything, in small halls by chance, and in one by hand.
#include "domain/best_seats.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "domain/single_seats.h"
#include "domain/small_hall_testing.h"

namespace onsale::domain {
namespace {

constexpr OrphanPolicy kPolicies[] = {OrphanPolicy::kRefuse, OrphanPolicy::kAvoid,
                                      OrphanPolicy::kAllow};
constexpr ShowId kShow{1};

FreeRuns RunsOf(const Catalog& catalog, const SmallHall& hall) {
  FreeRuns runs(catalog, *catalog.Find(kShow));
  for (std::uint32_t seat = 0; seat < hall.available.size(); ++seat) {
    runs.Set(seat, hall.available[seat]);
  }
  return runs;
}

std::string Text(const std::vector<SeatNumber>& seats) {
  std::string text;
  for (const SeatNumber seat : seats) text += ' ' + std::to_string(seat.value);
  return text;
}

// Some numbers of the hall's seats, in order: at most six.
std::vector<SeatNumber> SomeSeats(HallMaker& maker, const SmallHall& hall) {
  std::vector<SeatNumber> seats;
  const int one_in = 1 + maker.Below(5);
  for (const ChartSeat& seat : hall.rows.seats) {
    if (seats.size() < 6 && maker.OneIn(one_in)) seats.push_back(seat.number);
  }
  if (seats.empty()) seats.push_back(hall.rows.seats.front().number);
  return seats;
}

class BestSeatsTest : public testing::TestWithParam<std::uint32_t> {};

TEST_P(BestSeatsTest, TheChoiceIsTheOneOfTryingEverythingAndChangesNoSeat) {
  HallMaker maker(GetParam());
  for (int i = 0; i < 60; ++i) {
    SmallHall hall = maker.Hall();
    const Catalog catalog(hall.rows);
    FreeRuns runs = RunsOf(catalog, hall);
    for (int call = 0; call < 12; ++call) {
      const BestSeats wanted = maker.Wanted(hall);
      const OrphanPolicy policy = kPolicies[maker.Below(3)];
      const HallOracle::Chosen expected = HallOracle(hall).Best(wanted, policy);
      const auto chosen = ChooseBest(wanted, policy, runs);
      SCOPED_TRACE(testing::Message() << "hall " << i << ", call " << call << ": " << wanted.count
                                      << " seats, " << static_cast<int>(wanted.together)
                                      << (wanted.accessible ? " accessible" : ""));
      ASSERT_EQ(chosen.has_value(), !expected.seats.empty()) << Text(expected.seats);
      if (!chosen) {
        ASSERT_EQ(chosen.error(), expected.largest);
        continue;
      }
      ASSERT_EQ(*chosen, expected.seats) << Text(*chosen) << " is not" << Text(expected.seats);
      // The next call of a buyer finds these taken, and others free again.
      for (std::size_t seat = 0; seat < hall.available.size(); ++seat) {
        const bool taken = std::ranges::binary_search(*chosen, hall.rows.seats[seat].number);
        if (taken || maker.OneIn(9)) hall.available[seat] = !taken;
        runs.Set(static_cast<std::uint32_t>(seat), hall.available[seat]);
      }
    }
  }
}

TEST_P(BestSeatsTest, SinglesAndTheNearestSeatsAreThoseOfTryingEverything) {
  HallMaker maker(GetParam());
  for (int i = 0; i < 100; ++i) {
    const SmallHall hall = maker.Hall();
    const Catalog catalog(hall.rows);
    FreeRuns runs = RunsOf(catalog, hall);
    const HallOracle oracle(hall);
    for (int call = 0; call < 8; ++call) {
      SCOPED_TRACE(testing::Message() << "hall " << i << ", call " << call);
      const std::vector<SeatNumber> wanted = SomeSeats(maker, hall);
      const OrphanPolicy policy = kPolicies[maker.Below(3)];
      for (const bool clean_only : {false, true}) {
        const auto nearest = NearestSeats({wanted, policy, clean_only}, runs);
        const auto expected = oracle.Nearest(wanted, policy, clean_only);
        ASSERT_EQ(nearest, expected) << Text(nearest) << " is not" << Text(expected);
      }
      std::vector<SeatNumber> taken;
      std::ranges::copy_if(wanted, std::back_inserter(taken), [&](SeatNumber number) {
        return runs.IsFree(runs.layout().Find(number));
      });
      ASSERT_EQ(SinglesLeft(taken, runs), oracle.Singles(taken)) << Text(taken);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, BestSeatsTest, testing::Range(1U, 11U));

}  // namespace
}  // namespace onsale::domain
