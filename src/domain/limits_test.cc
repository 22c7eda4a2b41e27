// The limits of a user, of a turn and of a batch.
#include "domain/limits.h"

#include <gtest/gtest.h>

#include "base/await_testing.h"
#include "domain/sale_testing.h"

namespace onsale::domain {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// --- Tokens of a user ---

class TokenLimitTest : public testing::Test {
 protected:
  void JoinAndLeave(std::string_view user) { sale_.Ask(LeaveQueue{sale_.Join(user)}).value(); }
  IssueToken::Answer Join(std::string_view user, RoomId room = kMainRoom) {
    return sale_.Ask(IssueToken{.user = User(user), .room = room});
  }

  SmallSaleRows sale_{{.capacity = 2}, {.tokens_per_window = 3}};
};

TEST_F(TokenLimitTest, OneTokenTooManyWithinAnHourIsRefused) {
  for (int i = 0; i < 3; ++i) JoinAndLeave("kim");
  const auto answer = Join("kim");
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, RefusalCode::kTooManyTokens);
  EXPECT_EQ(answer.error().limit, 3);
  EXPECT_EQ(answer.error().retry_after, hours(1));
}

TEST_F(TokenLimitTest, AnHourAfterTheOldestAnotherTokenIsIssued) {
  for (int i = 0; i < 3; ++i) {
    JoinAndLeave("kim");
    sale_.now += minutes(1);
  }
  sale_.now += minutes(57) - microseconds(1);
  EXPECT_EQ(Join("kim").error().retry_after, microseconds(1));
  sale_.now += microseconds(1);
  EXPECT_TRUE(Join("kim").has_value());
}

TEST_F(TokenLimitTest, ALiveTokenIsReturnedAtTheLimit) {
  for (int i = 0; i < 2; ++i) JoinAndLeave("kim");
  const Credential live = sale_.Join("kim");
  EXPECT_EQ(Join("kim").value().credential, live);
}

TEST_F(TokenLimitTest, UsersAndRoomsAreCountedSeparately) {
  for (int i = 0; i < 3; ++i) JoinAndLeave("kim");
  EXPECT_TRUE(Join("lee").has_value());
  EXPECT_TRUE(Join("kim", kSideRoom).has_value());
}

// --- Reservations of a turn ---

class HoldLimitTest : public testing::Test {
 protected:
  void HoldAndCancel() {
    const Reservation hold = sale_.Hold(kim_, {1});
    sale_.Ask(CancelReservation{kim_, hold.id}).value();
  }

  SmallSaleRows sale_{{.capacity = 2}, {.holds_per_turn = 3}};
  const Credential kim_ = sale_.Join("kim");
};

TEST_F(HoldLimitTest, OneReservationTooManyInATurnIsRefused) {
  for (int i = 0; i < 3; ++i) HoldAndCancel();
  const auto answer = sale_.Ask(sale_.HoldCommand(kim_, {1}));
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, RefusalCode::kTooManyHolds);
  EXPECT_EQ(answer.error().limit, 3);
}

TEST_F(HoldLimitTest, AtTheLimitALiveHoldCanBePaid) {
  for (int i = 0; i < 2; ++i) HoldAndCancel();
  const Reservation hold = sale_.Hold(kim_, {1});
  sale_.TopUp("kim", 100);
  EXPECT_TRUE(sale_.Ask(sale_.PayCommand(kim_, hold)).has_value());
}

TEST_F(HoldLimitTest, ANewTurnHasANewLimit) {
  for (int i = 0; i < 3; ++i) HoldAndCancel();
  sale_.Ask(LeaveQueue{kim_}).value();
  EXPECT_TRUE(sale_.Ask(sale_.HoldCommand(sale_.Join("kim"), {1})).has_value());
}

// --- Stored answers of a user ---

class KeyLimitTest : public testing::Test {
 protected:
  TopUpBalance::Answer TopUp(std::string key, std::string_view user = "kim") {
    return sale_.Ask(TopUpBalance{
        .user = User(user),
        .amount = {5},
        .fresh_id = {sale_.ids.Next()},
        .idempotency_key = IdempotencyKey{.key = std::move(key), .fingerprint = {.high = 1}}});
  }

  SmallSaleRows sale_{{.capacity = 2}, {.keys_per_user = 2}};
};

TEST_F(KeyLimitTest, OneKeyTooManyIsRefusedAndChangesNothing) {
  for (const char* key : {"a", "b"}) ASSERT_TRUE(TopUp(key).has_value());
  const auto answer = TopUp("c");
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, RefusalCode::kTooManyKeys);
  EXPECT_EQ(answer.error().limit, 2);
  EXPECT_EQ(sale_.TopUp("kim", 1), Money{11});  // without a key
}

TEST_F(KeyLimitTest, ARetryIsAnsweredAtTheLimit) {
  for (const char* key : {"a", "b"}) ASSERT_TRUE(TopUp(key).has_value());
  EXPECT_EQ(TopUp("a").value().balance, Money{5});
}

TEST_F(KeyLimitTest, ExpiredKeysDoNotCount) {
  for (const char* key : {"a", "b"}) ASSERT_TRUE(TopUp(key).has_value());
  sale_.now += kIdempotencyTime;
  sale_.PassTimeNow();
  EXPECT_TRUE(TopUp("c").has_value());
}

TEST_F(KeyLimitTest, UsersAreCountedSeparately) {
  for (const char* key : {"a", "b"}) ASSERT_TRUE(TopUp(key).has_value());
  EXPECT_TRUE(TopUp("c", "lee").has_value());
}

// --- Due rows of a batch ---

class DueLimitTest : public testing::Test {
 protected:
  bool PassTimeOnce() {
    const bool done = PassTime(sale_.rows, sale_.now);
    sale_.CheckInvariants();
    return done;
  }

  SmallSaleRows sale_{{.capacity = 5, .hold_time = seconds(60)}, {.due_per_batch = 2}};
};

TEST_F(DueLimitTest, HoldsBeyondTheLimitWaitForTheNextBatch) {
  const Credential kim = sale_.Join("kim");
  for (const std::uint32_t seat : {1, 2, 3}) sale_.Hold(kim, {seat});
  sale_.now += seconds(60);
  EXPECT_FALSE(PassTimeOnce());
  EXPECT_EQ(sale_.SeatAt(2).status, SeatStatus::kAvailable);
  EXPECT_EQ(sale_.SeatAt(3).status, SeatStatus::kHeld);
  EXPECT_TRUE(PassTimeOnce());
  EXPECT_EQ(sale_.SeatAt(3).status, SeatStatus::kAvailable);
}

TEST_F(DueLimitTest, OneBatchHandlesExactlyTheLimit) {
  const Credential kim = sale_.Join("kim");
  for (const std::uint32_t seat : {1, 2}) sale_.Hold(kim, {seat});
  sale_.now += seconds(60);
  EXPECT_TRUE(PassTimeOnce());
}

TEST_F(DueLimitTest, NoCommandIsDecidedWhileMoreIsDue) {
  const Credential kim = sale_.Join("kim");
  for (const std::uint32_t seat : {1, 2, 3}) sale_.Hold(kim, {seat});
  sale_.now += seconds(60);
  const std::vector<Command> commands = {ReadToken{kim}};
  EXPECT_FALSE(DecideBatch(commands, sale_.rows, sale_.now).has_value());
  ASSERT_TRUE(DecideBatch(commands, sale_.rows, sale_.now).has_value());
}

TEST_F(DueLimitTest, SeveralBatchesAdmitEverybodyInOrder) {
  sale_.Ask(ChangeRoom{.room = "main", .change = {.state = RoomState::kPaused}}).value();
  for (const char* user : {"a", "b", "c", "d", "e"}) sale_.Join(user);
  sale_.Ask(ChangeRoom{.room = "main", .change = {.state = RoomState::kOpen}}).value();
  const auto active = [this] { return sale_.rows.Find(kMainRoom)->active; };
  EXPECT_FALSE(PassTimeOnce());
  EXPECT_EQ(active(), 2);
  EXPECT_FALSE(PassTimeOnce());
  EXPECT_EQ(active(), 4);
  EXPECT_TRUE(PassTimeOnce());
  EXPECT_EQ(active(), 5);
}

TEST_F(DueLimitTest, ANewBuyerIsAdmittedAfterThoseWhoAreDue) {
  sale_.Ask(ChangeRoom{.room = "main", .change = {.state = RoomState::kPaused}}).value();
  for (const char* user : {"a", "b", "c"}) sale_.Join(user);
  sale_.Ask(ChangeRoom{.room = "main", .change = {.state = RoomState::kOpen}}).value();
  const Credential late = sale_.Join("late");
  EXPECT_EQ(sale_.Token(late).status, TokenStatus::kWaiting);
  base::Await("all that is due", [this] { return PassTimeOnce(); });
  EXPECT_EQ(sale_.Token(late).status, TokenStatus::kActive);
}

TEST_F(DueLimitTest, StoredAnswersBeyondTheLimitWaitForTheNextBatch) {
  for (const char* key : {"a", "b", "c"}) {
    TopUpBalance top_up{.user = User("kim"), .amount = {1}, .fresh_id = {sale_.ids.Next()}};
    top_up.idempotency_key = IdempotencyKey{.key = key};
    sale_.Ask(top_up).value();
  }
  sale_.now += kIdempotencyTime;
  EXPECT_FALSE(PassTimeOnce());
  EXPECT_EQ(sale_.rows.records.size(), 1U);
  EXPECT_TRUE(PassTimeOnce());
  EXPECT_TRUE(sale_.rows.records.empty());
}

}  // namespace
}  // namespace onsale::domain
