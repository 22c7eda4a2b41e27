// Tests cancels whose first answer was lost, and whose retry was refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "histories/check/story_testing.h"

namespace onsale::histories {
namespace {

// A cancel has no idempotency key, so a retry after the end of the turn is refused whether or not
// the first attempt cancelled the hold.
class RefusedCancelTest : public testing::Test {
 protected:
  RefusedCancelTest() {
    story_.world.capacity = 2;
    turn_end_ms_ = story_.JoinActive(1, 1).response[TokenView::kUntil];
    story_.JoinActive(2, 2);
    story_.Join(3, 3);
  }
  void ExpectRight() { EXPECT_EQ(story_.Check().wrong, ""); }
  void ExpectWrong(const char* what) {
    EXPECT_THAT(story_.Check().wrong, testing::HasSubstr(what));
  }
  void HoldSeat() { hold_ = story_.Hold(1, 1, 0b1); }
  // A cancel whose first attempt, sent right after `since`, got no answer; its retry after the
  // turn's end was refused.
  void RefuseCancel(const Op& since) {
    story_.now_ms = std::max(story_.now_ms, turn_end_ms_ + 1);
    story_.Lost(story_.CancelIsRefused(hold_), since);
  }

  Story story_;
  std::int64_t turn_end_ms_ = 0;
  Op hold_;
};

TEST_F(RefusedCancelTest, TheHoldMayHaveBeenCancelled) {
  HoldSeat();
  RefuseCancel(hold_);
  story_.LooksAt(hold_, Hold::kCancelled);
  story_.LooksAt(hold_, Hold::kCancelled);
  ExpectRight();
}

TEST_F(RefusedCancelTest, TheHoldMayHaveExpired) {
  HoldSeat();
  RefuseCancel(hold_);
  story_.LooksAt(hold_, Hold::kExpired);
  ExpectRight();
}

TEST_F(RefusedCancelTest, TheHoldDoesNotChangeHowItEnded) {
  HoldSeat();
  RefuseCancel(hold_);
  story_.LooksAt(hold_, Hold::kExpired);
  story_.LooksAt(hold_, Hold::kCancelled);
  ExpectWrong("the reservation's status: answered 3, expected 2");
}

TEST_F(RefusedCancelTest, NothingWasCancelledUnlessAnAnswerWasLost) {
  HoldSeat();
  RefuseCancel(hold_);
  story_.ops.back().lost = false;
  story_.LooksAt(hold_, Hold::kCancelled);
  ExpectWrong("the reservation's status: answered 3, expected 2");
}

TEST_F(RefusedCancelTest, TheSeatMayBeFreeBeforeTheHoldsEnd) {
  HoldSeat();
  story_.Hold(2, 2, 0b1);
  RefuseCancel(hold_);
  story_.LooksAt(hold_, Hold::kCancelled);
  ExpectRight();
}

TEST_F(RefusedCancelTest, ASeatThatIsFreeBeforeItWasSentIsFound) {
  HoldSeat();
  const Op before = story_.Seats(2, 2, 0, 0);
  RefuseCancel(before);
  ExpectWrong("the seats held: answered 0, expected 1");
}

TEST_F(RefusedCancelTest, TheSeatStaysFree) {
  HoldSeat();
  story_.Seats(2, 2, 0, 0);
  story_.Seats(2, 2, 0b1, 0);
  RefuseCancel(hold_);
  ExpectWrong("the seats held: answered 1, expected 0");
}

TEST_F(RefusedCancelTest, AHoldThatWasPaidWasNotCancelled) {
  story_.Charge(1, 1'000, 1'000);
  HoldSeat();
  story_.Pay(hold_, 0);
  RefuseCancel(hold_);
  story_.LooksAt(hold_, Hold::kCancelled);
  ExpectWrong("the reservation's status: answered 3, expected 1");
}

TEST_F(RefusedCancelTest, TheTurnMayEndBeforeTheHoldWouldHave) {
  story_.now_ms = turn_end_ms_ - 2;
  HoldSeat();
  RefuseCancel(hold_);
  story_.LooksActive(3, 3, turn_end_ms_);
  story_.LooksAt(hold_, Hold::kCancelled);
  ExpectRight();
}

TEST_F(RefusedCancelTest, TheNextMayComeInBeforeItIsRefused) {
  story_.now_ms = turn_end_ms_ - 2;
  HoldSeat();
  story_.now_ms = turn_end_ms_;
  story_.LooksActive(3, 3, turn_end_ms_);
  RefuseCancel(hold_);
  ExpectRight();
}

TEST_F(RefusedCancelTest, TheNextMayHaveComeInBeforeTheBatchThatShowsIt) {
  story_.now_ms = turn_end_ms_ - 2;
  HoldSeat();
  story_.now_ms = turn_end_ms_;
  const Op first = story_.Seats(2, 2, 0, 0);
  Op& second = story_.LooksActive(3, 3, turn_end_ms_);
  second.commit = first.commit;
  second.at_us = first.at_us;
  second.engine_batch = first.engine_batch;
  second.index = 1;
  RefuseCancel(hold_);
  ExpectRight();
}

TEST_F(RefusedCancelTest, InAnotherRoomASlotThatTheBatchFreesIsGivenAwayAtItsEnd) {
  story_.world.rooms = 2;
  // Moves an operation to room 2, where the story's queue number 4 is the first.
  const auto in_room_2 = [](Op& op) {
    op.room = 2;
    if (op.token != 0) op.token -= 3;
    if (!op.response.empty()) op.response[TokenView::kRank] -= 3;
  };
  in_room_2(story_.JoinActive(5, 4));
  in_room_2(story_.JoinActive(6, 5));
  in_room_2(story_.Join(7, 6));
  story_.now_ms = turn_end_ms_ - 2;
  HoldSeat();
  story_.now_ms = turn_end_ms_;
  in_room_2(story_.Leave(5, 4));
  story_.LooksEnded(1, 1, Reason::kTimeUp);
  in_room_2(story_.LooksWaiting(7, 6, 0));
  const std::size_t first = story_.ops.size() - 3;
  for (std::uint32_t i = 1; i < 3; ++i) {
    Op& op = story_.ops[first + i];
    op.commit = story_.ops[first].commit;
    op.at_us = story_.ops[first].at_us;
    op.engine_batch = story_.ops[first].engine_batch;
    op.index = i;
  }
  RefuseCancel(hold_);
  ExpectRight();
}

// Two cancels that each ended a turn. The one that was sent first is answered last.
TEST_F(RefusedCancelTest, OfTwoTheOneSentFirstIsTriedFirst) {
  story_.now_ms = turn_end_ms_ - 3;
  HoldSeat();
  const Op other = story_.Hold(2, 2, 0b10);
  story_.Join(4, 4).response[TokenView::kAhead] = 1;
  const Op before = story_.Balance(5, 0);
  story_.now_ms = turn_end_ms_ + 2;
  story_.LooksActive(3, 3, turn_end_ms_ + 1);
  story_.CancelIsRefused(hold_);
  story_.now_ms = turn_end_ms_ + 4;
  story_.LooksActive(4, 4, turn_end_ms_ + 4);
  story_.Lost(story_.CancelIsRefused(other), before);
  story_.ops.back().began += 1;
  story_.Lost(story_.CancelIsRefused(hold_), before);
  ExpectRight();
}

}  // namespace
}  // namespace onsale::histories
