// Tests how many rows one user can create, against the bounds in store/schema.h.
#include <gtest/gtest.h>

#include "base/uuid.h"
#include "store/memory/memory_store_testing.h"
#include "store/store_contract_testing.h"

namespace onsale::store {
namespace {

using namespace domain;

TEST(GrowthTest, EveryTableStatesItsBoundAndWhatRemovesItsRows) {
  ForEachTable([]<class Row>(std::type_identity<Row>) {
    EXPECT_FALSE(std::string_view(Table<Row>::kGrowth.bounded_by).empty()) << Table<Row>::kName;
    EXPECT_FALSE(std::string_view(Table<Row>::kGrowth.removed_by).empty()) << Table<Row>::kName;
  });
}

class AbuseTest : public testing::Test {
 protected:
  static constexpr Limits kLimits{.keys_per_user = 7, .tokens_per_window = 5, .holds_per_turn = 3};

  AbuseTest() { Ask(store_, LoadCatalog{ContractSale({.capacity = 2})}); }

  std::optional<IdempotencyKey> FreshKey() {
    return IdempotencyKey{.key = "k" + std::to_string(++keys_)};
  }
  // One user's round: joins, tops up, holds, cancels and leaves, each call with a new idempotency
  // key.
  void Round(const UserId& user) {
    (void)Ask(store_, IssueToken{.user = user, .room = kMainRoom, .idempotency_key = FreshKey()});
    (void)Ask(
        store_,
        TopUpBalance{
            .user = user, .amount = {1}, .fresh_id = {ids_.Next()}, .idempotency_key = FreshKey()});
    const auto token = Ask(store_, IssueToken{.user = user, .room = kMainRoom});
    if (!token) return;
    const Credential caller = token->credential;
    for (int i = 0; i < 5; ++i) {
      for (const auto& idempotency_key : {FreshKey(), std::optional<IdempotencyKey>()}) {
        HoldSeats command = Shop(store_, ids_).HoldCommand(caller, 1);
        command.idempotency_key = idempotency_key;
        const auto hold = Ask(store_, command);
        if (hold) (void)Ask(store_, CancelReservation{caller, hold->reservation.id});
      }
    }
    (void)Ask(store_, LeaveQueue{caller});
  }
  template <class Row>
  std::int64_t Count() {
    std::int64_t count = 0;
    store_.rows().ForEachRow([&count]<class R>(const R&) { count += std::is_same_v<R, Row>; });
    return count;
  }

  base::ManualClock clock_{Time(std::chrono::hours(24))};
  MemoryStore store_{clock_, kLimits};
  base::CountingUuidSource ids_;
  int keys_ = 0;
};

TEST_F(AbuseTest, OneUserCreatesNoMoreRowsThanTheLimitsAllow) {
  const UserId user = ContractUser("mallory");
  constexpr int kHours = 30;
  for (int hour = 0; hour < kHours; ++hour) {
    for (int i = 0; i < 40; ++i) Round(user);
    clock_.Advance(std::chrono::hours(1));
  }
  EXPECT_LE(Count<IdempotencyRecord>(), kLimits.keys_per_user);
  // Turns are planned for ten minutes, and their tokens stay for a day after that.
  EXPECT_EQ(Count<QueueToken>(), 25 * kLimits.tokens_per_window);
  EXPECT_EQ(Count<Reservation>(), 25 * kLimits.tokens_per_window * kLimits.holds_per_turn);
  EXPECT_EQ(Count<Wallet>(), 1);
}

TEST_F(AbuseTest, OneUserHasOneLiveTokenAndOneEntryInALobby) {
  const UserId user = ContractUser("mallory");
  (void)Ask(store_, ChangeRoom{.room = "main",
                               .change = {.mode = RoomMode::kDraw,
                                          .state = RoomState::kScheduled,
                                          .opens_at = clock_.Now() + std::chrono::hours(1)},
                               .fresh_seed = base::Sha256Of("seed")});
  for (int i = 0; i < 40; ++i) {
    const auto token =
        Ask(store_, IssueToken{.user = user, .room = kMainRoom, .idempotency_key = FreshKey()});
    if (token) EXPECT_TRUE(token->in_lobby);
  }
  EXPECT_EQ(Count<QueueToken>(), 1);
}

TEST_F(AbuseTest, ReadingABalanceOfAUserNeverSeenKeepsNothing) {
  const auto before = Count<QueueToken>() + Count<Wallet>() + Count<IdempotencyRecord>();
  for (int i = 0; i < 40; ++i) {
    (void)Ask(store_, ReadBalance{.user = ContractUser("user" + std::to_string(i))});
  }
  EXPECT_EQ(Count<QueueToken>() + Count<Wallet>() + Count<IdempotencyRecord>(), before);
}

TEST_F(AbuseTest, AChallengeThatIsNotSolvedKeepsNothing) {
  for (const char* const user : {"a", "b", "c"}) {
    (void)Ask(store_, IssueToken{.user = ContractUser(user), .room = kMainRoom});
  }
  const auto before = Count<QueueToken>();
  for (int i = 0; i < 40; ++i) {
    (void)Ask(store_, IssueToken{.user = ContractUser("user" + std::to_string(i)),
                                 .room = kMainRoom,
                                 .idempotency_key = FreshKey(),
                                 .challenge = ChallengeNeed::kAnyLine});
  }
  EXPECT_EQ(Count<QueueToken>(), before);
  EXPECT_EQ(Count<IdempotencyRecord>(), 0);
}

}  // namespace
}  // namespace onsale::store
