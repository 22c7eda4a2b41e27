// What a refusal reports beside its code, so that a page needs no second call.
#include <gtest/gtest.h>

#include "domain/pause.h"
#include "domain/sale_testing.h"

namespace onsale::domain {
namespace {

class RefusalTest : public ::testing::Test {
 protected:
  // The refusal of a list of shows: the plain queue check.
  Refusal RefusedShows(const Credential& caller, ConcertId concert = {1}) {
    return sale_.Ask(ListShows{.caller = caller, .concert = concert}).error();
  }

  SmallSaleRows sale_{{.capacity = 2}};
  Credential kim_ = sale_.Join("kim");
  Credential lee_ = sale_.Join("lee");
};

TEST_F(RefusalTest, AWaitingTokenHasThePositionAndPauseThatItShows) {
  sale_.Join("park");
  const Credential second = sale_.Join("choi");
  const Refusal refusal = RefusedShows(second);
  const TokenView view = sale_.Ask(ReadToken{second}).value();
  EXPECT_EQ(refusal.code, RefusalCode::kTokenWaiting);
  EXPECT_EQ(refusal.position, 2);
  EXPECT_EQ(refusal.position, view.ahead + 1);
  EXPECT_EQ(refusal.poll_after, PauseOf(view));
  EXPECT_GE(refusal.poll_after, std::chrono::seconds(1));
}

TEST_F(RefusalTest, AnEndedTokenSaysWhy) {
  ASSERT_TRUE(sale_.Ask(LeaveQueue{kim_}).has_value());
  EXPECT_EQ(RefusedShows(kim_).expiry_reason, ExpiryReason::kLeft);
  sale_.TopUp("lee", 100);
  const Reservation hold = sale_.Hold(lee_, {1});
  ASSERT_TRUE(sale_.Ask(sale_.PayCommand(lee_, hold)).has_value());
  EXPECT_EQ(RefusedShows(lee_).expiry_reason, ExpiryReason::kPaid);
}

TEST_F(RefusalTest, ATurnThatRanOutSaysSoBeforeTheSweep) {
  sale_.now = sale_.Token(kim_).active_until;
  const HoldSeats command = sale_.HoldCommand(kim_, {1});
  EXPECT_EQ(sale_.Ask(command).error().expiry_reason, ExpiryReason::kTimeUp);
  sale_.now += kReadTime;
  EXPECT_EQ(sale_.Ask(ReadToken{kim_}).error().expiry_reason, ExpiryReason::kTimeUp);
}

TEST_F(RefusalTest, AWrongRoomNamesTheRoomWhoseTokenIsNeeded) {
  const std::string side = sale_.rows.Find(kSideRoom)->slug;
  EXPECT_EQ(sale_.Ask(sale_.HoldCommand(kim_, {1}, kDuoOne)).error().room, side);
  const Reservation hold = sale_.Hold(kim_, {1});
  const Credential elsewhere = sale_.Join("kim", kSideRoom);
  EXPECT_EQ(sale_.Ask(sale_.PayCommand(elsewhere, hold)).error().room,
            sale_.rows.Find(kMainRoom)->slug);
}

TEST_F(RefusalTest, AClosedRoomSaysThatItIsClosed) {
  ASSERT_TRUE(
      sale_.Ask(ChangeRoom{.room = "main", .change = {.state = RoomState::kClosed}}).has_value());
  const auto refused = sale_.Ask(IssueToken{.user = User("park"), .room = kMainRoom});
  EXPECT_EQ(refused.error().code, RefusalCode::kRoomNotOpen);
  EXPECT_EQ(refused.error().room_state, RoomState::kClosed);
}

TEST_F(RefusalTest, AConflictNamesTheSeatsThatTheCallerHasAlready) {
  sale_.TopUp("kim", 1'000);
  sale_.Hold(kim_, {1});
  sale_.Hold(lee_, {2});
  const auto refused = sale_.Ask(sale_.HoldCommand(kim_, {1, 2, 3}));
  EXPECT_EQ(refused.error().code, RefusalCode::kSeatUnavailable);
  EXPECT_EQ(refused.error().seats, (std::vector<SeatNumber>{{1}, {2}}));
  EXPECT_EQ(refused.error().mine, std::vector<SeatNumber>{{1}});
  EXPECT_TRUE(sale_.Ask(sale_.HoldCommand(lee_, {1})).error().mine.empty());
}

TEST_F(RefusalTest, ABoughtSeatIsTheCallersToo) {
  sale_.TopUp("kim", 1'000);
  const Reservation hold = sale_.Hold(kim_, {1});
  ASSERT_TRUE(sale_.Ask(sale_.PayCommand(kim_, hold)).has_value());
  const Credential again = sale_.Join("kim");
  EXPECT_EQ(sale_.Ask(sale_.HoldCommand(again, {1})).error().mine, std::vector<SeatNumber>{{1}});
}

}  // namespace
}  // namespace onsale::domain
