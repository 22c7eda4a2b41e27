// Tests when a mode asks for challenges, and how long pressure lasts.
#include "http/challenge/challenge_gate.h"

#include <gtest/gtest.h>

namespace onsale::http {
namespace {

using domain::ChallengeNeed;
using std::chrono::milliseconds;
using std::chrono::seconds;

class ChallengeGateTest : public testing::Test {
 protected:
  void CountNew(int calls) {
    for (int i = 0; i < calls; ++i) gate_.CountNew(now_);
  }
  ChallengeNeed Need() const { return gate_.NeedAt(now_); }

  base::Time now_{seconds(1'800'000'000)};
  std::string changes_;
  ChallengeGate gate_{{.mode = ChallengeMode::kPressure, .rate = 3},
                      [this](ChallengeMode before, ChallengeMode now) {
                        changes_.append(NameOf(before)).append(" ").append(NameOf(now));
                      }};
};

TEST_F(ChallengeGateTest, TheModeDecides) {
  EXPECT_EQ(Need(), ChallengeNeed::kLongLine);
  gate_.SetMode(ChallengeMode::kAlways);
  EXPECT_EQ(Need(), ChallengeNeed::kAnyLine);
  EXPECT_EQ(changes_, "pressure always");
  gate_.SetMode(ChallengeMode::kAlways);
  EXPECT_EQ(changes_, "pressure always") << "nothing changed";
  gate_.SetMode(ChallengeMode::kOff);
  EXPECT_EQ(Need(), ChallengeNeed::kNever);
}

TEST_F(ChallengeGateTest, MoreNewTokensInASecondThanTheRateArePressureForTenSeconds) {
  CountNew(3);
  EXPECT_EQ(Need(), ChallengeNeed::kLongLine);
  now_ += milliseconds(999);
  CountNew(1);
  EXPECT_EQ(Need(), ChallengeNeed::kAnyLine);
  now_ += seconds(10);
  EXPECT_EQ(Need(), ChallengeNeed::kAnyLine);
  now_ += milliseconds(1);
  EXPECT_EQ(Need(), ChallengeNeed::kLongLine);
}

TEST_F(ChallengeGateTest, EachSecondIsCountedAlone) {
  CountNew(3);
  now_ += seconds(1);
  CountNew(3);
  EXPECT_EQ(Need(), ChallengeNeed::kLongLine);
  CountNew(1);
  now_ += seconds(5);
  CountNew(4);
  now_ += seconds(10);
  EXPECT_EQ(Need(), ChallengeNeed::kAnyLine) << "ten seconds after the last such second";
}

TEST_F(ChallengeGateTest, NothingIsCountedInOtherModes) {
  gate_.SetMode(ChallengeMode::kOff);
  CountNew(10);
  gate_.SetMode(ChallengeMode::kPressure);
  EXPECT_EQ(Need(), ChallengeNeed::kLongLine);
}

}  // namespace
}  // namespace onsale::http
