#include "store/embedded/tables/fold_schedule.h"

#include <gtest/gtest.h>

namespace onsale::store {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

class FoldScheduleTest : public testing::Test {
 protected:
  using Waiting = FoldSchedule::Waiting;

  static FoldSchedule Make(base::Duration interval = seconds(1)) {
    return FoldSchedule(
        {.interval = interval,
         .look_interval = seconds(1),
         .bounds = {.age_max = seconds(60), .journal_mib_max = 4, .replay_max = 1'000}});
  }
  // A schedule at `now_` whose sale.db has everything, after a second with so many changed rows.
  FoldSchedule After(std::uint64_t rows, base::Duration interval = seconds(1)) {
    FoldSchedule schedule = Make(interval);
    now_ = FoldSchedule::SteadyTime(std::chrono::hours(24));
    schedule.NoteLook(now_, 0);
    schedule.NoteRun(now_);
    schedule.NoteFolded(now_);
    now_ += seconds(1);
    schedule.NoteLook(now_, rows);
    return schedule;
  }
  FoldSchedule Busy() { return After(FoldSchedule::kBusyRows + 1); }

  FoldSchedule::SteadyTime now_;
};

constexpr FoldSchedule::Waiting kSome{.bytes = 100, .gathered = 100, .rows = 2};

TEST_F(FoldScheduleTest, AFoldIsDueEachIntervalWhileFewRowsChange) {
  const FoldSchedule schedule = After(FoldSchedule::kBusyRows);
  EXPECT_FALSE(schedule.is_busy());
  EXPECT_TRUE(schedule.IsDue(now_, kSome));
  EXPECT_FALSE(schedule.IsDue(now_ - milliseconds(1), kSome));
}

TEST_F(FoldScheduleTest, AFoldWaitsWhileManyRowsChange) {
  const FoldSchedule schedule = Busy();
  EXPECT_TRUE(schedule.is_busy());
  EXPECT_FALSE(schedule.IsDue(now_ + seconds(43), kSome));
}

TEST_F(FoldScheduleTest, AFoldIsDueAtTheFirstLookAfterManyRowsChanged) {
  FoldSchedule schedule = Busy();
  now_ += seconds(1);
  schedule.NoteLook(now_, 5);
  EXPECT_TRUE(schedule.IsDue(now_, kSome));
}

TEST_F(FoldScheduleTest, ManyRowsAreCountedForTheTimeInWhichTheyChanged) {
  FoldSchedule schedule = Busy();
  now_ += milliseconds(10);
  schedule.NoteLook(now_, FoldSchedule::kBusyRows / 100);
  EXPECT_FALSE(schedule.is_busy());
  now_ += milliseconds(10);
  schedule.NoteLook(now_, FoldSchedule::kBusyRows / 100 + 1);
  EXPECT_TRUE(schedule.is_busy());
}

// The last fold was a second before now_.
TEST_F(FoldScheduleTest, AWaitEndsAtThreeQuartersOfTheAgeOrHalfOfAnAmountAndIsLateAtAll) {
  struct Case {
    base::Duration later;
    Waiting waiting;
    bool due;
    bool late;
  };
  constexpr std::uint64_t kMib = 1 << 20;
  const FoldSchedule schedule = Busy();
  for (const Case& at : {
           Case{seconds(44) - milliseconds(1), kSome, false, false},
           Case{seconds(44), kSome, true, false},
           Case{seconds(59) - milliseconds(1), kSome, true, false},
           Case{seconds(59), kSome, true, true},
           Case{{}, {.bytes = 2 * kMib - 1, .gathered = 2 * kMib - 1, .rows = 1}, false, false},
           Case{{}, {.bytes = 2 * kMib, .gathered = 2 * kMib, .rows = 1}, true, false},
           Case{{}, {.bytes = 4 * kMib, .gathered = 3 * kMib, .rows = 1}, true, true},
           Case{{}, {.bytes = 100, .gathered = 100, .rows = 499}, false, false},
           Case{{}, {.bytes = 100, .gathered = 100, .rows = 500}, true, false},
           Case{{}, {.bytes = 100, .gathered = 100, .rows = 1'000}, true, true},
           // Half of the frames were read, with 250 rows: 500 are estimated in all.
           Case{{}, {.bytes = 200, .gathered = 100, .rows = 249}, false, false},
           Case{{}, {.bytes = 200, .gathered = 100, .rows = 250}, true, false},
           Case{{}, {.bytes = 300, .gathered = 100, .rows = 400}, true, true},
           Case{{}, {.bytes = 100, .gathered = 100, .rows = 2, .full = true}, true, false},
           Case{seconds(59), {}, false, false},
       }) {
    EXPECT_EQ(schedule.IsDue(now_ + at.later, at.waiting), at.due)
        << at.waiting.bytes << ' ' << at.waiting.rows << ' ' << at.later.count();
    EXPECT_EQ(schedule.IsLate(now_ + at.later, at.waiting), at.late)
        << at.waiting.bytes << ' ' << at.waiting.rows << ' ' << at.later.count();
  }
}

TEST_F(FoldScheduleTest, WhatAStartFindsInTheJournalIsOverdue) {
  FoldSchedule schedule = Make();
  const auto now = FoldSchedule::SteadyTime(std::chrono::hours(24 * 365));
  schedule.NoteLook(now, 1'000'000'000);
  EXPECT_TRUE(schedule.IsDue(now, kSome));
  EXPECT_TRUE(schedule.IsLate(now, kSome));
}

TEST_F(FoldScheduleTest, AnIntervalLongerThanTheAgeReplacesIt) {
  const FoldSchedule schedule = After(1'000'000, minutes(10));
  EXPECT_FALSE(schedule.IsDue(now_ + minutes(7), kSome));
  EXPECT_TRUE(schedule.IsDue(now_ + minutes(8), kSome));
}

TEST_F(FoldScheduleTest, TheJournalIsLookedAtEachIntervalAndAtLeastEachSecond) {
  EXPECT_EQ(Make(milliseconds(20)).look_interval(), milliseconds(20));
  EXPECT_EQ(Make(minutes(10)).look_interval(), seconds(1));
}

}  // namespace
}  // namespace onsale::store
