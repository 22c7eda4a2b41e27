#include "http/connection/deadlines.h"

#include <gtest/gtest.h>

namespace onsale::http {
namespace {

using std::chrono::seconds;

class DeadlinesTest : public testing::Test {
 protected:
  static SteadyTime At(int second) { return SteadyTime{} + seconds(second); }

  // The lengths of kSilent, kHeader, kBody, kWrite, kIdle and kLinger.
  Deadlines deadlines_{
      {seconds(10), seconds(10), seconds(20), seconds(30), seconds(40), seconds(1)}};
  Deadlines::Hook first_{1};
  Deadlines::Hook second_{2};
};

TEST_F(DeadlinesTest, AWaitIsDueAtItsLastMomentUnlessItIsCleared) {
  EXPECT_EQ(deadlines_.NextDue(At(99)), nullptr);
  deadlines_.Set(first_, Wait::kHeader, At(5));
  EXPECT_EQ(deadlines_.Since(first_), At(5));
  EXPECT_EQ(deadlines_.NextDue(At(15) - std::chrono::nanoseconds(1)), nullptr);
  EXPECT_EQ(deadlines_.NextDue(At(15)), &first_);
  deadlines_.Clear(first_);
  EXPECT_EQ(first_.wait(), Wait::kNone);
  EXPECT_EQ(deadlines_.NextDue(At(99)), nullptr);
}

TEST_F(DeadlinesTest, SettingAgainRestartsTheWait) {
  deadlines_.Set(first_, Wait::kHeader, At(0));
  deadlines_.Set(second_, Wait::kHeader, At(1));
  deadlines_.Set(first_, Wait::kHeader, At(2));
  EXPECT_EQ(deadlines_.NextDue(At(11)), &second_);
  deadlines_.Clear(second_);
  EXPECT_EQ(deadlines_.NextDue(At(11)), nullptr);
  EXPECT_EQ(deadlines_.NextDue(At(12)), &first_);
}

TEST_F(DeadlinesTest, KindsOfWaitAreIndependent) {
  deadlines_.Set(first_, Wait::kIdle, At(0));
  deadlines_.Set(second_, Wait::kLinger, At(5));
  EXPECT_EQ(deadlines_.NextDue(At(6)), &second_);
  deadlines_.Clear(second_);
  EXPECT_EQ(deadlines_.NextDue(At(40)), &first_);
}

TEST_F(DeadlinesTest, TheLongestWaitIsFoundBeforeItIsDue) {
  EXPECT_EQ(deadlines_.Longest(Wait::kWrite), nullptr);
  deadlines_.Set(first_, Wait::kWrite, At(0));
  deadlines_.Set(second_, Wait::kWrite, At(1));
  EXPECT_EQ(deadlines_.Longest(Wait::kWrite), &first_);
  deadlines_.Set(first_, Wait::kWrite, At(2));
  EXPECT_EQ(deadlines_.Longest(Wait::kWrite), &second_);
}

TEST_F(DeadlinesTest, StandingsHaveTheirOwnQueues) {
  deadlines_.Set(first_, Wait::kIdle, At(0), Standing::kKnown);
  deadlines_.Set(second_, Wait::kIdle, At(1));
  EXPECT_EQ(deadlines_.Longest(Wait::kIdle), &second_);
  EXPECT_EQ(deadlines_.Next(second_), nullptr);
  EXPECT_EQ(deadlines_.Longest(Wait::kIdle, Standing::kKnown), &first_);
  EXPECT_EQ(deadlines_.NextDue(At(40)), &first_);
  deadlines_.Set(first_, Wait::kIdle, At(2));
  EXPECT_EQ(deadlines_.Next(second_), &first_);
}

TEST_F(DeadlinesTest, ADestroyedHookIsRemovedFromItsQueue) {
  deadlines_.Set(first_, Wait::kHeader, At(0));
  {
    Deadlines::Hook passing(3);
    deadlines_.Set(passing, Wait::kHeader, At(1));
    deadlines_.Set(second_, Wait::kHeader, At(2));
  }
  deadlines_.Clear(first_);
  EXPECT_EQ(deadlines_.NextDue(At(12)), &second_);
}

}  // namespace
}  // namespace onsale::http
