// A wall clock that is ahead is not believed, unless the steady clock agrees or it is accepted.
#include "base/guarded_clock.h"

#include <gtest/gtest.h>

#include <vector>

namespace onsale::base {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

class GuardedClockTest : public testing::Test {
 protected:
  void Pass(Duration time) {
    wall_.Advance(time);
    steady_.Advance(time);
  }

  ManualClock wall_{Time(hours(500'000))};
  ManualClock steady_{Time(hours(3))};
  std::vector<Duration> told_;
  GuardedClock clock_{wall_, steady_, [this](Duration ahead) { told_.push_back(ahead); }};
};

TEST_F(GuardedClockTest, TheTimeIsTheWallClocks) {
  EXPECT_EQ(clock_.Now(), wall_.Now());
  Pass(hours(100));
  EXPECT_EQ(clock_.Now(), wall_.Now());
  EXPECT_TRUE(told_.empty());
}

// With 60 admissions a minute, an hour ahead for half a second stopped every admission for an hour.
TEST_F(GuardedClockTest, AClockThatIsAheadForAMomentChangesNothing) {
  const Time before = wall_.Now();
  wall_.Advance(hours(1));
  EXPECT_EQ(clock_.Now(), before);
  Pass(milliseconds(500));
  EXPECT_EQ(clock_.Now(), before + milliseconds(500)) << "the time continues meanwhile";
  wall_.Advance(-hours(1));
  EXPECT_EQ(clock_.Now(), wall_.Now());
  EXPECT_EQ(told_, (std::vector<Duration>{hours(1), Duration{}}));
}

TEST_F(GuardedClockTest, UpToFiveSecondsAheadAreBelieved) {
  wall_.Advance(seconds(5));
  EXPECT_EQ(clock_.Now(), wall_.Now());
  wall_.Advance(microseconds(1));
  EXPECT_EQ(clock_.Now(), wall_.Now() - seconds(5) - microseconds(1));
}

TEST_F(GuardedClockTest, StepsOfLessThanFiveSecondsDoNotAddUpWithinAMinute) {
  for (int step = 0; step < 10; ++step) {
    wall_.Advance(seconds(4));
    static_cast<void>(clock_.Now());
  }
  EXPECT_EQ(clock_.Now(), wall_.Now() - seconds(40));
}

TEST_F(GuardedClockTest, AClockThatIsSlewedIsBelieved) {
  for (int minute = 0; minute < 600; ++minute) {
    Pass(minutes(1));
    wall_.Advance(milliseconds(100));
    ASSERT_EQ(clock_.Now(), wall_.Now()) << minute;
  }
  EXPECT_TRUE(told_.empty());
}

TEST_F(GuardedClockTest, AJumpIsHeldUntilItIsAccepted) {
  wall_.Advance(hours(25));
  Pass(hours(48));
  EXPECT_EQ(clock_.Now(), wall_.Now() - hours(25));
  EXPECT_EQ(clock_.held(), hours(25));
  EXPECT_EQ(clock_.Accept(), hours(25));
  EXPECT_EQ(clock_.held(), Duration{});
  EXPECT_EQ(clock_.Now(), wall_.Now());
  EXPECT_EQ(told_, (std::vector<Duration>{hours(25), Duration{}}));
}

TEST_F(GuardedClockTest, AcceptingWithoutAJumpChangesNothing) {
  EXPECT_EQ(clock_.Accept(), Duration{});
  Pass(hours(1));
  EXPECT_EQ(clock_.Accept(), Duration{});
  EXPECT_EQ(clock_.Now(), wall_.Now());
}

// A clock that was 25 hours behind was accepted and then repaired: the sale's time jumped by 25
// hours.
TEST_F(GuardedClockTest, TheReturnOfAClockThatWasAcceptedWhileSetBackIsHeld) {
  wall_.Advance(-hours(25));
  EXPECT_EQ(clock_.Accept(), Duration{});
  EXPECT_EQ(clock_.Now(), wall_.Now());
  wall_.Advance(hours(25));
  EXPECT_EQ(clock_.Now(), wall_.Now() - hours(25));
  EXPECT_EQ(clock_.Accept(), hours(25));
  EXPECT_EQ(clock_.Now(), wall_.Now());
  EXPECT_EQ(told_, (std::vector<Duration>{hours(25), Duration{}}));
}

TEST_F(GuardedClockTest, AClockThatWasSetBackMayReturn) {
  wall_.Advance(-hours(1));
  EXPECT_EQ(clock_.Now(), wall_.Now());
  for (int minute = 0; minute < 59; ++minute) {
    Pass(minutes(1));
    EXPECT_EQ(clock_.Now(), wall_.Now());
  }
  wall_.Advance(hours(1));
  EXPECT_EQ(clock_.Now(), wall_.Now());
  EXPECT_TRUE(told_.empty());
}

// A clock was set back by 20 s for good; later it was ahead by these 20 s for a moment.
TEST_F(GuardedClockTest, AClockThatWasSetBackForAMinuteMayNotReturnOnceItHasCaughtUp) {
  wall_.Advance(-seconds(20));
  for (int second = 0; second < 120; ++second) {
    Pass(seconds(1));
    ASSERT_EQ(clock_.Now(), wall_.Now()) << second;
  }
  wall_.Advance(seconds(20));
  EXPECT_EQ(clock_.Now(), wall_.Now() - seconds(20));
  wall_.Advance(-seconds(20));
  EXPECT_EQ(clock_.Now(), wall_.Now());
}

TEST_F(GuardedClockTest, AClockThatStartedAheadMayNotReturnOnceItHasCaughtUp) {
  wall_.Advance(-hours(9));
  for (int minute = 0; minute < 9 * 60 + 1; ++minute) {
    static_cast<void>(clock_.Now());
    Pass(minutes(1));
  }
  static_cast<void>(clock_.Now());
  wall_.Advance(hours(9));
  EXPECT_EQ(clock_.Now(), wall_.Now() - hours(9));
}

TEST_F(GuardedClockTest, AClockThatIsBackForAMomentIsNotFollowed) {
  for (int minute = 0; minute < 10; ++minute) {
    Pass(minutes(1));
    wall_.Advance(-hours(1));
    EXPECT_EQ(clock_.Now(), wall_.Now());
    wall_.Advance(hours(1));
    ASSERT_EQ(clock_.Now(), wall_.Now()) << minute;
  }
}

TEST_F(GuardedClockTest, AReferenceOfAnEarlierProcessHoldsAJumpOfThatTime) {
  const Duration earlier = clock_.believed();
  wall_.Advance(hours(25));
  GuardedClock next{wall_, steady_};
  EXPECT_EQ(next.Now(), wall_.Now()) << "nothing contradicts the clock";
  next.Believe(earlier);
  EXPECT_EQ(next.Now(), wall_.Now() - hours(25));
  wall_.Advance(-hours(25));
  EXPECT_EQ(next.Now(), wall_.Now());
}

TEST(BootClockTest, ItRuns) {
  const BootClock clock;
  const Time before = clock.Now();
  EXPECT_GT(before, Time{});
  EXPECT_GE(clock.Now(), before);
}

}  // namespace
}  // namespace onsale::base
