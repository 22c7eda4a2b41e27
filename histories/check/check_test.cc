// Hand-written histories, either correct or wrong in one way: the checker must find every wrong
// one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "histories/check/story_testing.h"

namespace onsale::histories {
namespace {

using testing::HasSubstr;

class CheckTest : public testing::Test {
 protected:
  void ExpectRight() { EXPECT_EQ(story_.Check().wrong, ""); }
  void ExpectWrong(const char* what) { EXPECT_THAT(story_.Check().wrong, HasSubstr(what)); }

  Story story_;
};

TEST_F(CheckTest, ACorrectPurchasePasses) {
  story_.Charge(1, 5'000, 5'000);
  story_.JoinActive(1, 1);
  story_.Join(2, 2);
  const Op hold = story_.Hold(1, 1, 0b11);
  story_.Seats(1, 1, 0b11, 0);
  const Op pay = story_.Pay(hold, 3'000);
  story_.LooksEnded(1, 1, Reason::kPaid);
  story_.LooksActive(2, 2, pay.at_us / 1000);
  story_.Seats(2, 2, 0, 0b11);
  story_.HoldIsTaken(2, 2, 0b110, 0b10);
  ExpectRight();
}

TEST_F(CheckTest, AStaleBalanceIsFound) {
  story_.Charge(1, 100, 100);
  story_.Balance(1, 0);
  ExpectWrong("the balance: answered 0, expected 100");
}

TEST_F(CheckTest, ALostUpdateIsFound) {
  story_.Charge(1, 100, 100);
  story_.Charge(1, 50, 50);
  ExpectWrong("the balance: answered 50, expected 150");
}

TEST_F(CheckTest, ALostChargeIsFound) {
  story_.Charge(1, 100, 100);
  story_.Charge(1, 10, 110);
  story_.Balance(1, 100);
  ExpectWrong("the balance");
}

TEST_F(CheckTest, MoneyFromNowhereIsFound) {
  story_.Balance(1, 1);
  ExpectWrong("the balance");
}

TEST_F(CheckTest, AnOrderAgainstRealTimeIsFound) {
  story_.Charge(1, 100, 100);
  Op& read = story_.Balance(1, 0);
  // The read claims to precede the charge, although the charge was answered before the read was
  // sent.
  read.commit = 0;
  ExpectWrong("the order contradicts real time");
}

TEST_F(CheckTest, AReadOfTheOldStateDuringTheChangePasses) {
  Op& charge = story_.Charge(1, 100, 100);
  charge.answered += 5'000'000;
  Op& read = story_.Balance(1, 0);
  read.commit = 0;
  ExpectRight();
}

TEST_F(CheckTest, AStaleReadOnAnotherNodeIsFound) {
  story_.Charge(1, 100, 100);
  Op& read = story_.Balance(2, 0);
  read.commit = 0;
  ExpectWrong("the order contradicts real time");
}

// Adds two reads of commit 1. The second was sent after the first was answered, but claims an
// earlier time of decision.
void ReadTwice(Story& story) {
  story.Charge(1, 100, 100);
  story.Balance(1, 100);
  story.Balance(1, 100);
  for (Op& op : story.ops) op.commit = 1;
  std::swap(story.ops[1].at_us, story.ops[2].at_us);
}

TEST_F(CheckTest, WithSeveralServersReadsOfOneCommitHaveNoOrder) {
  story_.world.nodes = 2;
  ReadTwice(story_);
  ExpectRight();
}

TEST_F(CheckTest, WithOneServerReadsFollowItsOrder) {
  ReadTwice(story_);
  ExpectWrong("the order contradicts real time");
}

TEST_F(CheckTest, WithSeveralServersAReadBeforeTheChangeItShowsIsFound) {
  story_.world.nodes = 2;
  story_.Charge(1, 100, 100);
  story_.Charge(1, 10, 110);
  story_.Balance(2, 0).commit = 1;
  ExpectWrong("the order contradicts real time");
}

TEST_F(CheckTest, TwoChangesWithTheSameOrderAreFound) {
  story_.Charge(1, 100, 100);
  Op& other = story_.Charge(2, 100, 100);
  other.commit = story_.ops[0].commit;
  other.at_us = story_.ops[0].at_us;
  other.engine_batch = story_.ops[0].engine_batch;
  ExpectWrong("two answers claim the same position");
}

TEST_F(CheckTest, TwoOwnersOfASeatAreFound) {
  story_.world.capacity = 2;
  story_.JoinActive(1, 1);
  story_.JoinActive(2, 2);
  story_.Hold(1, 1, 0b1);
  story_.Hold(2, 2, 0b1);
  ExpectWrong("the kind of answer");
}

TEST_F(CheckTest, AHeldSeatReportedAsFreeIsFound) {
  story_.JoinActive(1, 1);
  story_.Hold(1, 1, 0b1);
  story_.Seats(1, 1, 0, 0);
  ExpectWrong("the seats held: answered 0, expected 1");
}

TEST_F(CheckTest, ADuplicateInAListIsFound) {
  story_.JoinActive(1, 1);
  const Op first = story_.Hold(1, 1, 0b1);
  const Op second = story_.Hold(1, 1, 0b10);
  story_.Lists(1, 1, {second, first});
  ExpectRight();
  story_.Lists(1, 1, {second, second});
  ExpectWrong("the number of times a reservation is listed");
}

TEST_F(CheckTest, ARefusedHoldOfAFreeSeatIsFound) {
  story_.JoinActive(1, 1);
  story_.HoldIsTaken(1, 1, 0b1, 0b1);
  ExpectWrong("the kind of answer");
}

TEST_F(CheckTest, AHoldExpires) {
  story_.JoinActive(1, 1);
  const Op hold = story_.Hold(1, 1, 0b1);
  story_.now_ms = hold.response[ReservationView::kUntil];
  story_.Seats(1, 1, 0, 0);
  ExpectRight();
}

TEST_F(CheckTest, AHoldThatExpiresEarlyIsFound) {
  story_.JoinActive(1, 1);
  const Op hold = story_.Hold(1, 1, 0b1);
  story_.now_ms = hold.response[ReservationView::kUntil] - 1;
  story_.Seats(1, 1, 0, 0);
  ExpectWrong("the seats held");
}

TEST_F(CheckTest, AHoldThatExpiresLateIsFound) {
  story_.JoinActive(1, 1);
  const Op hold = story_.Hold(1, 1, 0b1);
  story_.now_ms = hold.response[ReservationView::kUntil];
  story_.Seats(1, 1, 0b1, 0);
  ExpectWrong("the seats held");
}

TEST_F(CheckTest, APaymentAfterTheHoldsEndIsFound) {
  story_.Charge(1, 5'000, 5'000);
  story_.JoinActive(1, 1);
  const Op hold = story_.Hold(1, 1, 0b1);
  story_.now_ms = hold.response[ReservationView::kUntil];
  story_.Pay(hold, 4'000);
  ExpectWrong("the kind of answer");
}

TEST_F(CheckTest, APaymentWithoutMoneyIsFound) {
  story_.JoinActive(1, 1);
  story_.Pay(story_.Hold(1, 1, 0b1), -1'000);
  ExpectWrong("the kind of answer");
}

TEST_F(CheckTest, APaymentThatDoesNotEndTheTurnIsFound) {
  story_.Charge(1, 5'000, 5'000);
  const Op join = story_.JoinActive(1, 1);
  story_.Pay(story_.Hold(1, 1, 0b1), 4'000);
  story_.LooksActive(1, 1, join.at_us / 1000);
  ExpectWrong("the token's status");
}

TEST_F(CheckTest, AnAdmissionAboveTheCapacityIsFound) {
  story_.JoinActive(1, 1);
  story_.JoinActive(2, 2);
  ExpectWrong("the token's status: answered 1, expected 0");
}

TEST_F(CheckTest, AnUnusedFreeSlotIsFound) {
  story_.JoinActive(1, 1);
  story_.Join(2, 2);
  story_.Leave(1, 1);
  story_.LooksWaiting(2, 2, 0);
  ExpectWrong("the token's status: answered 0, expected 1");
}

TEST_F(CheckTest, AnOvertakingIsFound) {
  story_.JoinActive(1, 1);
  story_.Join(2, 2);
  story_.Join(3, 3).response[TokenView::kAhead] = 1;
  const Op leave = story_.Leave(1, 1);
  story_.LooksActive(3, 3, leave.at_us / 1000);
  ExpectWrong("the token's status");
}

TEST_F(CheckTest, TheNextIsAdmittedWhenATurnEnds) {
  const Op join = story_.JoinActive(1, 1);
  story_.Join(2, 2);
  story_.now_ms = join.response[TokenView::kUntil] + 3;
  // A batch without commands, 1 ms after the turn's end, may have admitted the token.
  story_.LooksActive(2, 2, join.response[TokenView::kUntil] + 1);
  story_.LooksEnded(1, 1, Reason::kTimeUp);
  ExpectRight();
}

TEST_F(CheckTest, AnAdmissionBeforeTheTurnEndsIsFound) {
  const Op join = story_.JoinActive(1, 1);
  story_.Join(2, 2);
  story_.now_ms = join.response[TokenView::kUntil] + 3;
  story_.LooksActive(2, 2, join.response[TokenView::kUntil] - 1);
  ExpectWrong("the end of the turn");
}

TEST_F(CheckTest, AGrowingPositionIsFound) {
  story_.JoinActive(1, 1);
  story_.Join(2, 2);
  story_.LooksWaiting(2, 2, 1);
  ExpectWrong("the number of buyers ahead");
}

TEST_F(CheckTest, AnInventedReservationIsFound) {
  story_.JoinActive(1, 1);
  Op ghost = story_.Hold(1, 1, 0b1);
  story_.ops.pop_back();
  ghost.number = 9;
  story_.Cancel(ghost);
  ExpectWrong("the kind of answer");
}

TEST_F(CheckTest, ARetryWithTheSameAnswerPasses) {
  const Op charge = story_.Charge(1, 100, 100);
  story_.Charge(1, 10, 110);
  story_.Again(charge);
  story_.Balance(1, 110);
  ExpectRight();
}

TEST_F(CheckTest, ARetryWithAnotherAnswerIsFound) {
  const Op charge = story_.Charge(1, 100, 100);
  story_.Again(charge).response[3] = 200;
  ExpectWrong("an impossible answer");
}

TEST_F(CheckTest, ARetryThatChargesAgainIsFound) {
  const Op charge = story_.Charge(1, 100, 100);
  story_.Again(charge);
  story_.Balance(1, 200);
  ExpectWrong("the balance");
}

TEST_F(CheckTest, ADuplicateQueueNumberIsFound) {
  story_.JoinActive(1, 1);
  story_.Join(1, 2);
  ExpectWrong("the kind of answer");
}

// --- Ambiguous operations: sent again, because the first answer was lost ---

TEST_F(CheckTest, AnAmbiguousChargeMayHappenEarly) {
  const Op before = story_.Balance(1, 0);
  story_.Balance(1, 100);
  story_.Lost(story_.Charge(1, 100, 100), before);
  ExpectRight();
}

TEST_F(CheckTest, AnAmbiguousChargeMayHappenLate) {
  const Op before = story_.Balance(1, 0);
  story_.Balance(1, 0);
  story_.Lost(story_.Charge(1, 100, 100), before);
  story_.Balance(1, 100);
  ExpectRight();
}

TEST_F(CheckTest, AnAmbiguousChargeThatDisappearsIsFound) {
  const Op before = story_.Balance(1, 0);
  story_.Balance(1, 100);
  story_.Balance(1, 0);
  story_.Lost(story_.Charge(1, 100, 100), before);
  ExpectWrong("the balance: answered 0, expected 100");
}

TEST_F(CheckTest, AnAmbiguousChargeBeforeItWasSentIsFound) {
  story_.Balance(1, 100);
  const Op before = story_.Balance(2, 0);
  story_.Lost(story_.Charge(1, 100, 100), before);
  ExpectWrong("the balance: answered 100, expected 0");
}

TEST_F(CheckTest, AnAmbiguousChargeThatHappenedTwiceIsFound) {
  const Op before = story_.Balance(1, 0);
  story_.Balance(1, 100);
  story_.Lost(story_.Charge(1, 100, 200), before);
  ExpectWrong("the balance");
}

TEST_F(CheckTest, AnAmbiguousHoldExplainsUnavailableSeats) {
  story_.world.capacity = 2;
  story_.JoinActive(1, 1);
  const Op before = story_.JoinActive(2, 2);
  story_.HoldIsTaken(2, 2, 0b1, 0b1);
  Op& hold = story_.Hold(1, 1, 0b1);
  story_.Lost(hold, before);
  // The hold was made a millisecond before its retry was answered, and before the other hold's
  // request.
  hold.response[ReservationView::kCreated] -= 1;
  hold.response[ReservationView::kUntil] -= 1;
  ExpectRight();
}

TEST_F(CheckTest, AnAmbiguousHoldExplainsNothingBeforeIt) {
  story_.world.capacity = 2;
  story_.JoinActive(1, 1);
  const Op before = story_.JoinActive(2, 2);
  story_.HoldIsTaken(2, 2, 0b1, 0b1);
  story_.Lost(story_.Hold(1, 1, 0b1), before);
  ExpectWrong("the kind of answer");
}

TEST_F(CheckTest, AnAmbiguousLeaveExplainsAnAdmission) {
  story_.JoinActive(1, 1);
  const Op before = story_.Join(2, 2);
  const Op look = story_.LooksActive(2, 2, story_.now_ms - 1);
  story_.Lost(story_.Leave(1, 1), before);
  story_.LooksEnded(1, 1, Reason::kLeft);
  ExpectRight();
}

TEST_F(CheckTest, AnAmbiguousCancelExplainsAFreeSeat) {
  story_.world.capacity = 2;
  story_.JoinActive(1, 1);
  story_.JoinActive(2, 2);
  const Op hold = story_.Hold(1, 1, 0b1);
  story_.Hold(2, 2, 0b1);
  story_.Lost(story_.Cancel(hold), hold);
  ExpectRight();
}

// A turn ends 300 us into a millisecond, and the next in the queue is admitted. In the same
// millisecond a user joins, and the answer to the join is lost.
class AmbiguousJoinTest : public CheckTest {
 protected:
  void JoinAndSee(std::int64_t ahead) {
    Op& first = story_.JoinActive(1, 1);
    first.at_us += 300;
    const std::int64_t end_ms = first.response[TokenView::kUntil];
    story_.Join(2, 2);
    Op& third = story_.Join(3, 3);
    third.response[TokenView::kAhead] = 1;
    const Op before = third;
    story_.now_ms = end_ms;
    Op& lost = story_.Join(4, 4);
    lost.response[TokenView::kAhead] = ahead;
    lost.at_us += 5'000;
    story_.Lost(lost, before);
    story_.now_ms = end_ms + 10;
    story_.LooksWaiting(3, 3, 0);
  }
};

TEST_F(AmbiguousJoinTest, ItMayHappenBeforeTheTurnEnds) {
  JoinAndSee(2);
  ExpectRight();
}

TEST_F(AmbiguousJoinTest, ItMayHappenAfterTheTurnHasEnded) {
  JoinAndSee(1);
  ExpectRight();
}

TEST_F(AmbiguousJoinTest, ItCannotHappenWithNobodyAhead) {
  JoinAndSee(0);
  ExpectWrong("has no possible position");
}

// Two tokens are admitted at unknown moments, so their turns may end in either order.
TEST_F(CheckTest, OfTwoTurnsThatMayHaveEndedAnAnswerDecides) {
  story_.world.capacity = 2;
  story_.JoinActive(1, 1);
  story_.JoinActive(2, 2);
  for (std::uint32_t user = 3; user <= 6; ++user) {
    story_.Join(user, user).response[TokenView::kAhead] = user - 3;
  }
  const Op before = story_.Balance(7, 0);
  story_.now_ms += 20;
  const Op both_in = story_.LooksWaiting(6, 6, 1);
  story_.Lost(story_.Leave(1, 1), before);
  story_.Lost(story_.Leave(2, 2), before);
  story_.now_ms = both_in.at_us / 1000 + story_.world.active_ms - 10;
  story_.LooksWaiting(6, 6, 0);
  story_.LooksEnded(4, 4, Reason::kTimeUp);
  story_.LooksWaiting(6, 6, 0);
  ExpectRight();
}

// The hold's answer was lost, so the hold's end is known only to a millisecond. The batch was
// decided within that millisecond.
TEST_F(CheckTest, AHoldThatMayBeOverMayHaveEndedItsTurnBeforeTheBatch) {
  story_.world.capacity = 2;
  const std::int64_t turn_end_ms = story_.JoinActive(1, 1).response[TokenView::kUntil];
  story_.now_ms += 10;
  story_.JoinActive(2, 2);
  const Op before = story_.Join(3, 3);
  story_.now_ms = turn_end_ms - 2;
  Op& hold = story_.Hold(1, 1, 0b1);
  hold.at_us += 999;
  const std::int64_t hold_end_ms = hold.response[ReservationView::kUntil];
  Story::Lost(hold, before);
  story_.now_ms = hold_end_ms;
  Op& seats = story_.Seats(2, 2, 0, 0);
  seats.at_us += 300;
  const Op first = seats;
  Op& second = story_.LooksActive(3, 3, hold_end_ms);
  second.commit = first.commit;
  second.at_us = first.at_us;
  second.engine_batch = first.engine_batch;
  second.index = 1;
  ExpectRight();
}

// --- Ledger reads, whose answers claim no position in the order ---

TEST_F(CheckTest, ALedgerPassesWhereItFits) {
  story_.Charge(1, 100, 100);
  story_.Ledger(1, {100});
  story_.Charge(1, 50, 150);
  story_.Ledger(1, {100, 50});
  ExpectRight();
}

TEST_F(CheckTest, ALedgerThatMissesAnAnsweredChargeIsFound) {
  story_.Charge(1, 100, 100);
  story_.Charge(1, 50, 150);
  story_.Ledger(1, {100});
  ExpectWrong("the ledger had more than 1 entries before the request was sent");
}

TEST_F(CheckTest, ALedgerMayMissAChargeInProgress) {
  story_.Charge(1, 100, 100);
  story_.Charge(1, 50, 150).answered += 3'000'000;
  story_.Ledger(1, {100});
  ExpectRight();
}

TEST_F(CheckTest, AnInventedEntryIsFound) {
  story_.Charge(1, 100, 100);
  story_.Ledger(1, {100, 50});
  ExpectWrong("the ledger had only 1 entries");
}

TEST_F(CheckTest, AnEntryWithAnotherAmountIsFound) {
  story_.Charge(1, 100, 100);
  story_.Ledger(1, {101});
  ExpectWrong("entry 1 of the ledger was different");
}

TEST_F(CheckTest, ALedgerOlderThanAnEarlierReadIsFound) {
  story_.Charge(1, 100, 100);
  story_.Charge(1, 50, 150).answered += 5'000'000;
  story_.Ledger(1, {100, 50});
  story_.Ledger(1, {100});
  ExpectWrong("the ledger had more than 1 entries");
}

TEST_F(CheckTest, AnUnexpectedAnswerIsFound) {
  story_.Balance(1, 0).result = ResultCode::kOther;
  ExpectWrong("the kind of answer");
}

TEST_F(CheckTest, AnInventedTokenIsFound) {
  story_.LooksWaiting(1, 7, 0);
  ExpectWrong("a token that was never issued");
}

}  // namespace
}  // namespace onsale::histories
