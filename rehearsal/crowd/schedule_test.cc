#include "rehearsal/crowd/schedule.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace onsale::rehearsal {
namespace {

constexpr Milliseconds kArrive{60'000};

std::vector<std::int64_t> Arrivals(std::uint64_t seed, std::uint32_t buyers,
                                   Arrival kind = Arrival::kOpening) {
  const Chance chance(seed);
  std::vector<std::int64_t> arrivals;
  for (std::uint32_t i = 0; i < buyers; ++i)
    arrivals.push_back(ArrivalOf(i, {kArrive, kind}, chance).count());
  return arrivals;
}

TEST(ScheduleTest, ASeedGivesTheSameArrivals) {
  EXPECT_EQ(Arrivals(7, 1000), Arrivals(7, 1000));
}

TEST(ScheduleTest, AnotherSeedGivesOtherArrivals) {
  EXPECT_NE(Arrivals(7, 1000), Arrivals(8, 1000));
}

TEST(ScheduleTest, ABuyerArrivesAtTheSameMomentInASmallerCrowd) {
  const auto small = Arrivals(7, 100);
  const auto large = Arrivals(7, 1000);
  EXPECT_TRUE(std::equal(small.begin(), small.end(), large.begin()));
}

TEST(ScheduleTest, EverybodyArrivesWithinTheArrivalTime) {
  for (const std::int64_t at : Arrivals(1, 10'000)) {
    EXPECT_GE(at, 0);
    EXPECT_LE(at, kArrive.count());
  }
}

TEST(ScheduleTest, TheBurstBringsItsShareAtTheOpening) {
  std::size_t early = 0;
  for (const std::int64_t at : Arrivals(1, 10'000)) early += at <= 3000 ? 1 : 0;
  // The 30 % of the burst, and about 11 % of all from the first twentieth of the tail.
  EXPECT_GT(early, 3800U);
  EXPECT_LT(early, 4500U);
}

TEST(ScheduleTest, EvenArrivalsComeInEachSecond) {
  std::vector<int> seconds(60);
  for (const std::int64_t at : Arrivals(1, 60'000, Arrival::kEven)) {
    ++seconds.at(static_cast<std::size_t>(at / 1000));
  }
  EXPECT_GT(*std::min_element(seconds.begin(), seconds.end()), 800);
  EXPECT_LT(*std::max_element(seconds.begin(), seconds.end()), 1200);
}

TEST(ChanceTest, EachChoiceAndRepetitionHasItsOwnNumber) {
  const Chance chance(1);
  EXPECT_NE(chance.Bits({1, Choice::kEyes, 0}), chance.Bits({1, Choice::kEyes, 1}));
  EXPECT_NE(chance.Bits({1, Choice::kEyes, 0}), chance.Bits({2, Choice::kEyes, 0}));
  EXPECT_NE(chance.Bits({1, Choice::kEyes, 0}), chance.Bits({1, Choice::kShow, 0}));
}

class TimerWheelTest : public testing::Test {
 protected:
  TimerWheel wheel{10};
  std::vector<std::uint32_t> due;

  void Advance(std::int64_t now) {
    due.clear();
    wheel.Advance(Milliseconds(now),
                  [this](std::uint32_t buyer, Milliseconds) { due.push_back(buyer); });
  }
};

using Buyers = std::vector<std::uint32_t>;

TEST_F(TimerWheelTest, NobodyIsDueTooEarly) {
  wheel.Add(1, Milliseconds(10));
  Advance(9);
  EXPECT_EQ(due, Buyers{});
  Advance(10);
  EXPECT_EQ(due, Buyers{1});
}

TEST_F(TimerWheelTest, AnEntryBeyondOneRevolutionStays) {
  wheel.Add(1, Milliseconds(70'000));
  wheel.Add(2, Milliseconds(70'000 - 65'536));
  Advance(69'999);
  EXPECT_EQ(due, Buyers{2});
  Advance(70'000);
  EXPECT_EQ(due, Buyers{1});
}

TEST_F(TimerWheelTest, AnOverdueEntryIsDueAtTheNextAdvance) {
  Advance(100);
  wheel.Add(3, Milliseconds(50));
  Advance(101);
  EXPECT_EQ(due, Buyers{3});
}

TEST_F(TimerWheelTest, DueEntriesMayBeAddedAgain) {
  wheel.Add(1, Milliseconds(5));
  int times = 0;
  wheel.Advance(Milliseconds(20), [&](std::uint32_t buyer, Milliseconds moment) {
    if (++times < 3) wheel.Add(buyer, moment + Milliseconds(5));
  });
  EXPECT_EQ(times, 3);
  EXPECT_EQ(wheel.waiting(), 0U);
}

TEST_F(TimerWheelTest, TheNextMomentIsFound) {
  Advance(10);
  wheel.Add(1, Milliseconds(300));
  EXPECT_EQ(wheel.NextMoment(Milliseconds(1000)), Milliseconds(300));
  EXPECT_EQ(wheel.NextMoment(Milliseconds(100)), Milliseconds(100));
}

}  // namespace
}  // namespace onsale::rehearsal
