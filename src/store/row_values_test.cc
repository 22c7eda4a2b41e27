// Both sides of each bound that a stored value must keep.
#include "store/row_values.h"

#include <gtest/gtest.h>

#include "domain/command.h"

namespace onsale::store {
namespace {

using base::Duration;
using base::Money;
using base::Time;

constexpr Duration kStep(1);

TEST(RowValuesTest, TimesAreFrom1970ToTheEndOf9999) {
  const Time end = std::chrono::sys_days(std::chrono::year(10'000) / 1 / 1);
  EXPECT_TRUE(IsPossible(Time{}));
  EXPECT_FALSE(IsPossible(Time{} - kStep));
  EXPECT_TRUE(IsPossible(end - kStep));
  EXPECT_FALSE(IsPossible(end));
}

TEST(RowValuesTest, ASumOfWaitingTimesLeavesRoomForOneMore) {
  const Duration most(INT64_C(1) << 62);
  EXPECT_TRUE(IsPossible(Duration{}));
  EXPECT_FALSE(IsPossible(-kStep));
  EXPECT_TRUE(IsPossible(most));
  EXPECT_FALSE(IsPossible(most + kStep));
}

// A rate multiplies a count by the microseconds of a minute.
TEST(RowValuesTest, ACountCanBeMultipliedByTheMicrosecondsOfAMinute) {
  const std::int64_t most = INT64_C(1) << 36;
  EXPECT_LE(most, INT64_MAX / 60'000'000);
  for (const std::int64_t sign : {1, -1}) {
    EXPECT_TRUE(IsPossible(sign * most));
    EXPECT_FALSE(IsPossible(sign * (most + 1)));
  }
}

TEST(RowValuesTest, TheNextNumberFits) {
  EXPECT_TRUE(IsPossible(domain::ShowId{INT32_MAX}));
  EXPECT_FALSE(IsPossible(domain::ShowId{std::uint32_t{INT32_MAX} + 1}));
  EXPECT_TRUE(IsPossible(domain::kQueueNumberMax));
  EXPECT_FALSE(IsPossible(base::QueueNumber{domain::kQueueNumberMax.value + 1}));
}

TEST(RowValuesTest, ABalanceHasTheBoundOfTopUps) {
  EXPECT_EQ(MisfitOf(domain::Wallet{.balance = domain::kBalanceMax}), nullptr);
  EXPECT_STREQ(MisfitOf(domain::Wallet{.balance = {domain::kBalanceMax.minor + 1}}), "balance");
  EXPECT_EQ(MisfitOf(domain::Wallet{}), nullptr);
  EXPECT_STREQ(MisfitOf(domain::Wallet{.balance = Money{-1}}), "balance");
}

TEST(RowValuesTest, ATimeOfAPolicyIsAtMostTenYears) {
  domain::Room room;
  room.policy.claim_time = std::chrono::days(3660);
  EXPECT_EQ(MisfitOf(room), nullptr);
  room.policy.claim_time += kStep;
  EXPECT_NE(MisfitOf(room), nullptr);
  room.policy.claim_time = -kStep;
  EXPECT_NE(MisfitOf(room), nullptr);
}

TEST(RowValuesTest, TextsOfARowHaveTheBoundsOfTheirCalls) {
  domain::OperatorAction action{.number = 1};
  action.actor.reason = std::string(domain::kReasonMax, 'x');
  action.before = action.after = std::string(domain::kActionTextMax, 'x');
  EXPECT_EQ(MisfitOf(action), nullptr);
  for (std::string* const text : {&action.actor.reason, &action.before, &action.after}) {
    *text += 'x';
    EXPECT_NE(MisfitOf(action), nullptr);
    text->pop_back();
  }
  domain::Room room;
  room.notice = {.set_at = Time{} + kStep};
  for (std::string* const text : {&room.notice.korean, &room.notice.english}) {
    *text = std::string(domain::kNoticeMax, 'x');
    EXPECT_EQ(MisfitOf(room), nullptr);
    *text += 'x';
    EXPECT_NE(MisfitOf(room), nullptr);
    text->clear();
  }
}

}  // namespace
}  // namespace onsale::store
