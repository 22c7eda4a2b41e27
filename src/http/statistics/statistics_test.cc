#include "http/statistics/statistics.h"

#include <gtest/gtest.h>

#include <thread>

namespace onsale::http {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

TEST(WaitBucketTest, BucketsFollowEachOtherAndAreAtMostAQuarterWide) {
  for (std::size_t bucket = 1; bucket < kWaitBuckets; ++bucket) {
    const std::uint64_t least = WaitAbove(bucket - 1);
    EXPECT_EQ(WaitBucketOf(least), bucket);
    EXPECT_EQ(WaitBucketOf(WaitAbove(bucket) - 1), bucket);
    EXPECT_LE((WaitAbove(bucket) - least) * 4, std::max<std::uint64_t>(least, 4)) << bucket;
  }
  EXPECT_EQ(WaitBucketOf(UINT64_MAX), kWaitBuckets - 1);
}

class StatisticsTest : public testing::Test {
 protected:
  base::Time now_ = base::ParseRfc3339("2027-04-01T09:00:00Z")->time;
  Statistics statistics_{now_};
};

TEST_F(StatisticsTest, TheTotalAddsUpAllThreads) {
  const auto one = statistics_.NewThread();
  const auto two = statistics_.NewThread();
  for (const unsigned status : {200U, 304U, 404U, 503U}) one->CountAnswer(status);
  for (const unsigned status : {400U, 499U, 500U, 505U}) two->CountAnswer(status);
  const Counts total = statistics_.Total();
  EXPECT_EQ(total.answers, 8U);
  EXPECT_EQ(total.refused, 3U);
  EXPECT_EQ(total.overloaded, 1U);
  EXPECT_EQ(total.failed, 1U);
}

TEST_F(StatisticsTest, AThreadThatHasEndedStillCounts) {
  statistics_.NewThread()->CountAnswer(200);
  EXPECT_EQ(statistics_.Total().answers, 1U);
}

TEST_F(StatisticsTest, OneInAHundredMayWaitLonger) {
  const auto thread = statistics_.NewThread();
  EXPECT_EQ(statistics_.Total().WaitMicros(99), std::nullopt);
  for (int i = 0; i < 99; ++i) thread->CountWait(microseconds(100));
  thread->CountWait(seconds(5));
  EXPECT_EQ(statistics_.Total().WaitMicros(99), 112);  // 100 is in the bucket from 96 to 111
  thread->CountWait(seconds(5));
  EXPECT_GT(statistics_.Total().WaitMicros(99), 4'999'999);
}

TEST_F(StatisticsTest, RecentCountsAreThoseSinceTheLastNote) {
  const auto thread = statistics_.NewThread();
  EXPECT_FALSE(statistics_.Recent());
  thread->CountAnswer(200);
  statistics_.Note({}, now_ + seconds(10));
  thread->CountAnswer(404);
  const Interval recent = statistics_.Note({}, now_ + seconds(25));
  EXPECT_EQ(recent.length, seconds(15));
  EXPECT_EQ(recent.counts.answers, 1U);
  EXPECT_EQ(recent.counts.refused, 1U);
  EXPECT_EQ(statistics_.Recent()->counts.answers, 1U);
}

TEST_F(StatisticsTest, ThePointsOfADayAreKept) {
  const auto thread = statistics_.NewThread();
  const int steps = static_cast<int>(Statistics::kPointsMax) * 6 + 12;
  for (int step = 1; step <= steps; ++step) {
    thread->CountAnswer(200);
    statistics_.Note({.waiting = step}, now_ + step * seconds(10));
  }
  const auto points = statistics_.Series(10'000);
  ASSERT_EQ(points.size(), Statistics::kPointsMax);
  EXPECT_EQ(points.back().at, now_ + steps * seconds(10));
  EXPECT_EQ(points.back().numbers.waiting, steps);
  EXPECT_EQ(points.back().answers, 6U);
  EXPECT_EQ(points.front().at, now_ + seconds(180));
  EXPECT_EQ(statistics_.Series(2).front().at, points.back().at - seconds(60));
}

TEST_F(StatisticsTest, AClockThatIsSetBackLosesNoPoint) {
  statistics_.Note({}, now_ + seconds(60));
  statistics_.Note({}, now_);
  EXPECT_EQ(statistics_.Series(9).size(), 2U);
}

// Counts are read while their threads write them; under TSan this would fail if a member were not
// atomic.
TEST_F(StatisticsTest, CountsAreReadWhileThreadsCount) {
  const auto counts = statistics_.NewThread();
  std::jthread writer([&counts] {
    for (int i = 0; i < 100'000; ++i) counts->CountAnswer(200), counts->CountWait(microseconds(i));
  });
  std::uint64_t before = 0;
  for (int i = 0; i < 100; ++i) {
    const std::uint64_t now = statistics_.Total().answers;
    EXPECT_GE(now, before);
    before = now;
  }
  writer.join();
  EXPECT_EQ(statistics_.Total().answers, 100'000U);
}

}  // namespace
}  // namespace onsale::http
