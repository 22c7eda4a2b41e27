// The rate of the last minute, and the estimate that follows from it, on both sides of each bound.
#include "domain/rate.h"

#include <gtest/gtest.h>

#include "domain/admission.h"

namespace onsale::domain {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::seconds;

constexpr Time kStart{hours(24)};

class RateTest : public testing::Test {
 protected:
  void Count(std::int64_t events, Duration after) { CountEvents(window_, events, kStart + after); }
  // The events in the measured rate, and their time; zeros if the rate is unknown.
  std::pair<std::int64_t, Duration> MeasuredAfter(Duration after) const {
    const auto rate = Measure(window_, kStart + after);
    return rate ? std::pair(rate->events, rate->over) : std::pair(std::int64_t{0}, Duration(0));
  }
  static std::pair<std::int64_t, Duration> Rate(std::int64_t events, Duration over) {
    return {events, over};
  }
  const std::pair<std::int64_t, Duration> unknown_{0, Duration(0)};

  RateWindow window_{.start = kStart};
};

TEST_F(RateTest, ARateIsUnknownBeforeItWasMeasuredForFiveSeconds) {
  Count(3, {});
  EXPECT_EQ(MeasuredAfter(seconds(5) - microseconds(1)), unknown_);
  EXPECT_EQ(MeasuredAfter(seconds(5)), Rate(3, seconds(5)));
}

TEST_F(RateTest, EventsCountFullyForAMinuteAndFadeInTheNext) {
  Count(60, {});
  const Duration almost = seconds(60) - microseconds(1);
  EXPECT_EQ(MeasuredAfter(almost), Rate(60, almost));
  EXPECT_EQ(MeasuredAfter(seconds(60)), Rate(60, seconds(60)));
  EXPECT_EQ(MeasuredAfter(seconds(90)), Rate(30, seconds(60)));
  EXPECT_EQ(MeasuredAfter(seconds(119)), Rate(1, seconds(60)));
  EXPECT_EQ(MeasuredAfter(seconds(120)), unknown_);
}

TEST_F(RateTest, EventsOfThePreviousMinuteAreAddedInPart) {
  Count(60, {});
  Count(7, seconds(60));
  EXPECT_EQ(MeasuredAfter(seconds(90)), Rate(30 + 7, seconds(60)));
}

TEST_F(RateTest, EventsBeforeAMinuteWithoutEventsAreForgotten) {
  Count(60, {});
  Count(7, seconds(120));
  EXPECT_EQ(MeasuredAfter(seconds(125)), Rate(7, seconds(5)));
}

TEST(MeasuredRateTest, ARatePerMinuteIsRounded) {
  EXPECT_EQ((MeasuredRate{1, seconds(120)}.PerMinute()), 1);
  EXPECT_EQ((MeasuredRate{1, seconds(121)}.PerMinute()), 0);
}

// At one admission a minute, everyone ahead takes a minute.
TEST(EstimateTest, AnEstimateIsADayAtMost) {
  const Room room{.rate = {.start = kStart, .current = 1}};
  const Time now = kStart + seconds(60);
  EXPECT_EQ(EstimateWait(room, 1438, now), hours(24) - seconds(60));
  EXPECT_EQ(EstimateWait(room, 1439, now), hours(24));
  EXPECT_EQ(EstimateWait(room, 1440, now), hours(24));
  EXPECT_EQ(EstimateWait(room, 10'000'000, now), hours(24));
}

}  // namespace
}  // namespace onsale::domain
