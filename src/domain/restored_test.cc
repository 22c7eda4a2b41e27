#include "domain/restored.h"

#include "domain/sale_testing.h"

namespace onsale::domain {
namespace {

class RestoredTest : public testing::Test {
 protected:
  void Mark() {
    std::vector<QueueTokenKey> live;
    for (const auto& [key, token] : sale_.rows.tokens) {
      if (token.status != TokenStatus::kExpired) live.push_back(key);
    }
    MarkRestored(live, "because", sale_.rows, sale_.now);
    sale_.CheckInvariants();
  }

  SmallSaleRows sale_{{.capacity = 1}};
};

TEST_F(RestoredTest, EveryTurnAndEveryWaitEnds) {
  const Credential chooser = sale_.Join("ann");
  const Credential waiter = sale_.Join("ben");
  sale_.Hold(chooser, {1, 2});
  Mark();
  EXPECT_EQ(sale_.Token(chooser).status, TokenStatus::kExpired);
  EXPECT_EQ(sale_.Token(waiter).status, TokenStatus::kExpired);
  EXPECT_EQ(sale_.SeatAt(1).status, SeatStatus::kAvailable);
  sale_.now += std::chrono::hours(1);
  sale_.PassTimeNow();
  EXPECT_EQ(sale_.rows.Find(kMainRoom)->active, 0);
}

TEST_F(RestoredTest, APaidSeatStaysSoldAndItsRetryKeepsItsAnswer) {
  const Credential buyer = sale_.Join("ann");
  sale_.TopUp("ann", 1'000);
  const Reservation held = sale_.Hold(buyer, {3});
  PayReservation pay = sale_.PayCommand(buyer, held);
  pay.idempotency_key = IdempotencyKey{.key = "pay", .fingerprint = {1}};
  ASSERT_TRUE(sale_.Ask(pay));
  Mark();
  EXPECT_EQ(sale_.SeatAt(3).status, SeatStatus::kSold);
  EXPECT_EQ(sale_.rows.records.size(), 1U);
  EXPECT_EQ(sale_.Ask(pay)->reservation.id, held.id) << "the kept answer";
}

TEST_F(RestoredTest, AnOpenRoomIsPausedOnRecordAndAClosedOneStaysClosed) {
  Room side = *sale_.rows.Find(kSideRoom);
  side.state = RoomState::kClosed;
  sale_.rows.Put(side);
  const std::int64_t actions = sale_.rows.LastAction();
  Mark();
  EXPECT_EQ(sale_.rows.Find(kMainRoom)->state, RoomState::kPaused);
  EXPECT_EQ(sale_.rows.Find(kSideRoom)->state, RoomState::kClosed);
  EXPECT_EQ(sale_.rows.LastAction(), actions + 1);
  EXPECT_EQ(sale_.rows.actions.rbegin()->second.actor.call, kRestoreCall);
  EXPECT_EQ(sale_.rows.actions.rbegin()->second.after, R"({"room":"main","state":"PAUSED"})");
}

TEST_F(RestoredTest, ARoomThatOpensLaterIsPausedToo) {
  Room side = *sale_.rows.Find(kSideRoom);
  side.state = RoomState::kScheduled;
  side.opens_at = sale_.now + std::chrono::hours(1);
  sale_.rows.Put(side);
  Mark();
  sale_.now += std::chrono::hours(2);
  sale_.PassTimeNow();
  EXPECT_EQ(sale_.rows.Find(kSideRoom)->state, RoomState::kPaused);
}

}  // namespace
}  // namespace onsale::domain
