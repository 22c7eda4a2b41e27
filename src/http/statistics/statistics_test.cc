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

TEST_F(StatisticsTest, ProblemsAreCountedByTheirCodes) {
  const auto thread = statistics_.NewThread();
  thread->CountAnswer(409, 12);
  statistics_.Note({}, now_ + seconds(10));
  thread->CountAnswer(409, 12);
  thread->CountAnswer(503, 7);
  EXPECT_EQ(statistics_.Total().problems[12], 2U);
  const Counts recent = statistics_.Note({}, now_ + seconds(20)).counts;
  EXPECT_EQ(recent.problems[12], 1U);
  EXPECT_EQ(recent.problems[7], 1U);
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

// --- Seconds ---

class SecondRingTest : public testing::Test {
 protected:
  void Note(std::int64_t second, std::int64_t holds = 0, std::uint64_t refused = 0) {
    ring_.Note({.waiting = second, .holds = holds}, {.refused = refused},
               base::Time(seconds(second)));
  }
  std::vector<std::int64_t> At(std::int64_t since = 0) const {
    std::vector<std::int64_t> at;
    for (const SecondPoint& point : ring_.After(since, 100)) at.push_back(point.at);
    return at;
  }

  SecondRing ring_;
};

using Points = std::vector<std::int64_t>;

TEST_F(SecondRingTest, APointCountsSinceTheOneBeforeIt) {
  Note(10, 5, 7);
  Note(13, 8, 7);
  Note(14, 8, 9);
  EXPECT_EQ(ring_.After(10, 1),
            (std::vector<SecondPoint>{{.at = 13, .waiting = 13, .holds = 3, .refused = 0}}));
  EXPECT_EQ(ring_.After(13, 9),
            (std::vector<SecondPoint>{{.at = 14, .waiting = 14, .holds = 0, .refused = 2}}));
  EXPECT_EQ(ring_.After(0, 1).at(0).holds, 0U) << "what was before is not counted";
}

TEST_F(SecondRingTest, ASecondHasOnePoint) {
  Note(10, 1);
  Note(10, 2);
  Note(9, 3);
  Note(11, 4);
  EXPECT_EQ(At(), (Points{10, 11}));
  EXPECT_EQ(ring_.After(10, 1).at(0).holds, 3U);
}

TEST_F(SecondRingTest, AClockThatIsSetBackBeginsAnew) {
  Note(100, 1);
  Note(41, 2);
  EXPECT_EQ(At(), Points{100});
  Note(40, 3);
  Note(41, 5);
  EXPECT_EQ(At(), (Points{40, 41}));
}

TEST_F(SecondRingTest, ADayIsKept) {
  for (std::int64_t second = 1; second <= 86'402; ++second) Note(second);
  EXPECT_EQ(ring_.After(0, 1'000'000).size(), SecondRing::kPointsMax);
  EXPECT_EQ(ring_.After(0, 1).at(0).at, 3);
  EXPECT_EQ(At(86'400), (Points{86'401, 86'402}));
}

TEST_F(SecondRingTest, StepsAreJoined) {
  const auto note = [this](std::int64_t second, std::uint64_t seats, std::int64_t p99) {
    SecondCounts counts{.refused = 2 * seats, .p99_micros = p99};
    counts.refused_by[static_cast<std::size_t>(RefusalKind::kSeats)] = seats;
    ring_.Note({.waiting = second, .holds = second, .seats_paid = 2 * second}, counts,
               base::Time(seconds(second)));
  };
  note(9, 0, 1);
  note(10, 1, 30);
  note(12, 4, 70);
  note(19, 4, 50);
  note(20, 5, 10);
  const std::vector<SecondPoint> tens = ring_.After(9, 9, 10);
  ASSERT_EQ(tens.size(), 2U);
  EXPECT_EQ(tens[0].at, 19) << "of the last second, to continue from";
  EXPECT_EQ(tens[0].waiting, 19U);
  EXPECT_EQ(tens[0].holds, 10U);
  EXPECT_EQ(tens[0].paid, 20U);
  EXPECT_EQ(tens[0].refused, 8U);
  EXPECT_EQ(tens[0].conflicts(), 4U);
  EXPECT_EQ(tens[0].p99_micros, 70U);
  EXPECT_EQ(tens[1].conflicts(), 1U);
  EXPECT_EQ(ring_.After(9, 1, 10), std::vector{tens[0]}) << "and no part of a second step";
  EXPECT_EQ(ring_.After(12, 9, 10).at(0).holds, 7U) << "the rest of a step";
}

TEST_F(SecondRingTest, AFullRingForgetsTheOldest) {
  for (std::int64_t second = 1; second <= 90'000; ++second) Note(second, second);
  const auto all = ring_.After(0, 1'000'000, 3'600);
  EXPECT_EQ(all.size(), 25U) << "24 hours, which begin within an hour";
  std::uint64_t holds = 0;
  for (const SecondPoint& point : all) holds += point.holds;
  EXPECT_EQ(holds, SecondRing::kPointsMax);
  EXPECT_EQ(At(89'998), (Points{89'999, 90'000}));
}

// --- Calls ---

TEST_F(StatisticsTest, CallsAreCountedByNameOverAllServers) {
  const auto buyers = statistics_.NewThread({.listener = "buyers", .calls = {"hold", "pay"}});
  const auto operators = statistics_.NewThread({.listener = "operators", .calls = {"pay"}});
  buyers->CountAnswer(201, 0, 0);
  buyers->CountAnswer(409, 12, 1);
  operators->CountAnswer(409, 12, 0);
  operators->CountAnswer(299, 0, 0);
  buyers->CountAnswer(404, 9);
  buyers->CountWait(microseconds(300), 1);
  operators->CountWait(microseconds(20), 0);
  const auto slot = [](unsigned status) { return kStatusSlotOf[status]; };
  const auto totals = statistics_.TotalsByCall();
  ASSERT_EQ(totals.size(), 3U);
  EXPECT_EQ(totals.at("hold").statuses[slot(201)], 1U);
  EXPECT_EQ(totals.at("pay").statuses[slot(409)], 2U);
  EXPECT_EQ(totals.at("pay").statuses[kStatuses.size()], 1U) << "no status that is sent";
  EXPECT_EQ(totals.at("pay").problems[12], 2U);
  EXPECT_EQ(totals.at("").problems[9], 1U);
  EXPECT_EQ(totals.at("pay").waits.sum, 320U);
  EXPECT_EQ(totals.at("hold").waits.sum, 0U);
}

TEST_F(StatisticsTest, PaidAndSoldAreOfAllRoomsAndShows) {
  domain::SaleView sale;
  sale.rooms.resize(2);
  sale.rooms[0].funnel.seats_sold = 3;
  sale.rooms[1].funnel.seats_sold = 4;
  sale.shows = {{.show = {1}, .all = {.seats = 9, .sold = 5}, .categories = {}},
                {.show = {2}, .all = {.seats = 9, .sold = 1}, .categories = {}}};
  EXPECT_FALSE(statistics_.sold());
  statistics_.NoteSold(SoldAndPaidOf(sale));
  EXPECT_EQ(statistics_.sold()->paid, 7);
  EXPECT_EQ(statistics_.sold()->sold, 6);
}

TEST_F(StatisticsTest, WhatIsOpenIsCountedByListener) {
  const auto one = statistics_.NewThread({.listener = "buyers"});
  const auto two = statistics_.NewThread({.listener = "buyers"});
  one->SetConnections(3);
  two->SetConnections(4);
  two->StreamOpened();
  two->StreamOpened();
  two->StreamEnded();
  const auto open = statistics_.OpenByListener();
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open.at("buyers").connections, 7U);
  EXPECT_EQ(open.at("buyers").streams, 1U);
}

TEST_F(StatisticsTest, ASecondHasItsOwnP99AndRefusalsByKind) {
  ProblemKinds kinds{};
  kinds.fill(RefusalKind::kNone);
  kinds[12] = RefusalKind::kSeats;
  Statistics statistics(now_, kinds);
  const auto thread = statistics.NewThread();
  thread->CountWait(seconds(5));
  statistics.NoteSecond({}, now_ + seconds(1));
  thread->CountWait(microseconds(100));
  thread->CountAnswer(409, 12);
  thread->CountAnswer(500, 13);
  statistics.NoteSecond({}, now_ + seconds(2));
  const auto points = statistics.seconds().After(0, 9);
  ASSERT_EQ(points.size(), 2U);
  EXPECT_GT(points[0].p99_micros, 4'999'999U);
  EXPECT_EQ(points[1].p99_micros, 112U);
  EXPECT_EQ(points[1].conflicts(), 1U);
  EXPECT_EQ(points[1].refused_by[0], 0U) << "a failure does not count as one";
}

// --- The pace of sales ---

TEST(SalesPaceTest, TheOldestMarkIsTenMinutesOldAtMost) {
  SalesPace pace;
  const auto at = [](int second) { return base::Time(seconds(second)); };
  EXPECT_EQ(pace.Oldest(at(0)), nullptr);
  for (int second = 0; second <= 1200; second += 10) {
    const domain::SeatTally sold{.seats = 5000, .sold = second};
    pace.Note({.rooms = {}, .shows = {{.show = {1}, .all = sold, .categories = {{"a", sold}}}}},
              at(second));
  }
  const SaleMarkPtr mark = pace.Oldest(at(1205));
  ASSERT_NE(mark, nullptr);
  EXPECT_EQ(mark->at, at(660));
  EXPECT_EQ(mark->shows.at({1}).all, 660);
  EXPECT_EQ(mark->shows.at({1}).Of("a"), 660);
  EXPECT_EQ(mark->shows.at({1}).Of("new"), 0);
  EXPECT_EQ(pace.Oldest(at(5000)), nullptr);
  // A clock that was set back.
  pace.Note({}, at(30));
  EXPECT_EQ(pace.Oldest(at(31))->at, at(30));
}

}  // namespace
}  // namespace onsale::http
