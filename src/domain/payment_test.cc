// Top-ups, payments and retries.
#include <gtest/gtest.h>

#include <algorithm>

#include "domain/sale_testing.h"

namespace onsale::domain {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;

class PaymentTest : public ::testing::Test {
 protected:
  RefusalCode Refused(const PayReservation& command) {
    const auto changes = sale_.rows.changes;
    const auto answer = sale_.Ask(command);
    EXPECT_EQ(sale_.rows.changes, changes) << "a refusal must change nothing";
    EXPECT_FALSE(answer.has_value());
    return answer.error().code;
  }
  Money Balance(std::string_view user) {
    return sale_.Ask(ReadBalance{User(user)}).value().balance;
  }

  SmallSaleRows sale_{{.capacity = 3}};
  Credential kim_ = sale_.Join("kim");
};

TEST_F(PaymentTest, APaymentSellsTheSeatsAndEndsTheTurn) {
  sale_.TopUp("kim", 1000);
  const Reservation hold = sale_.Hold(kim_, {1, 6});
  const PaymentView paid = sale_.Ask(sale_.PayCommand(kim_, hold)).value();
  EXPECT_EQ(paid.balance, Money{850});
  EXPECT_EQ(paid.reservation.status, ReservationStatus::kConfirmed);
  EXPECT_EQ(paid.reservation.paid_at, sale_.now);
  EXPECT_EQ(sale_.SeatAt(1).status, SeatStatus::kSold);
  EXPECT_EQ(sale_.SeatAt(6).status, SeatStatus::kSold);
  EXPECT_EQ(sale_.Token(kim_).status, TokenStatus::kExpired);
  EXPECT_EQ(sale_.Token(kim_).expiry_reason, ExpiryReason::kPaid);
  EXPECT_EQ(sale_.rows.payments.at(paid.reservation.payment).amount, Money{150});
}

TEST_F(PaymentTest, TheLedgerRecordsTopUpAndPayment) {
  sale_.TopUp("kim", 1000);
  const Reservation hold = sale_.Hold(kim_, {1});
  ASSERT_TRUE(sale_.Ask(sale_.PayCommand(kim_, hold)).has_value());
  const LedgerEntry& top_up = sale_.rows.ledger.at({User("kim"), 1});
  EXPECT_EQ(top_up.debit, "external");
  EXPECT_EQ(top_up.credit, "wallet:kim");
  const LedgerEntry& payment = sale_.rows.ledger.at({User("kim"), 2});
  EXPECT_EQ(payment.debit, "wallet:kim");
  EXPECT_EQ(payment.credit, "sales:solo");
  EXPECT_EQ(payment.balance_after, Money{900});
  EXPECT_EQ(payment.reservation, hold.id);
}

// Companions and guests pay nothing, and need no balance.
TEST_F(PaymentTest, ASeatForNothingIsPaidWithoutATopUp) {
  CatalogSpec spec = SmallSale({.capacity = 3});
  spec.rows.prices[0].amount = {};
  ASSERT_TRUE(sale_.Ask(LoadCatalog{spec}).has_value());
  const Reservation hold = sale_.Hold(kim_, {1, 2});
  const PaymentView paid = sale_.Ask(sale_.PayCommand(kim_, hold)).value();
  EXPECT_EQ(paid.reservation.amount, Money{});
  EXPECT_EQ(paid.balance, Money{});
  EXPECT_EQ(sale_.SeatAt(2).status, SeatStatus::kSold);
  EXPECT_EQ(sale_.rows.ledger.at({User("kim"), 1}).amount, Money{});
}

// 50 seats at the largest price are more than anybody can have.
TEST_F(PaymentTest, TheLargestPriceDoesNotOverflow) {
  CatalogSpec spec = SmallSale({.capacity = 3});
  spec.rows.prices[0].amount = kPriceMax;
  spec.rows.concerts[0].seats_per_user_max = 50;
  ASSERT_TRUE(sale_.Ask(LoadCatalog{spec}).has_value());
  const Reservation hold = sale_.Hold(kim_, {1, 2, 3, 4, 5});
  EXPECT_EQ(hold.amount, Money{5 * kPriceMax.minor});
  EXPECT_EQ(Refused(sale_.PayCommand(kim_, hold)), RefusalCode::kBalanceInsufficient);
}

TEST_F(PaymentTest, AnExpiredTokenStillReadsItsTicket) {
  sale_.TopUp("kim", 100);
  const Reservation hold = sale_.Hold(kim_, {1});
  ASSERT_TRUE(sale_.Ask(sale_.PayCommand(kim_, hold)).has_value());
  EXPECT_EQ(sale_.Ask(ReadReservation{kim_, hold.id}).value().reservation.status,
            ReservationStatus::kConfirmed);
  EXPECT_EQ(sale_.Ask(ListReservations{kim_}).value().size(), 1U);
}

TEST_F(PaymentTest, AnInsufficientBalanceKeepsTheHold) {
  sale_.TopUp("kim", 99);
  const Reservation hold = sale_.Hold(kim_, {1});
  const auto answer = sale_.Ask(sale_.PayCommand(kim_, hold));
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, RefusalCode::kBalanceInsufficient);
  EXPECT_EQ(answer.error().balance, Money{99});
  EXPECT_EQ(answer.error().amount, Money{100});
  EXPECT_EQ(sale_.SeatAt(1).status, SeatStatus::kHeld);
  sale_.TopUp("kim", 1);
  EXPECT_TRUE(sale_.Ask(sale_.PayCommand(kim_, hold)).has_value());
}

TEST_F(PaymentTest, APaymentAtTheLastMicrosecondSucceeds) {
  sale_.TopUp("kim", 100);
  const Reservation hold = sale_.Hold(kim_, {1});
  sale_.now = hold.held_until - microseconds(1);
  EXPECT_TRUE(sale_.Ask(sale_.PayCommand(kim_, hold)).has_value());
}

TEST_F(PaymentTest, ALatePaymentIsRefusedAndNotDebited) {
  sale_.TopUp("kim", 100);
  const Reservation hold = sale_.Hold(kim_, {1});
  sale_.now = hold.held_until;
  EXPECT_EQ(Refused(sale_.PayCommand(kim_, hold)), RefusalCode::kHoldExpired);
  EXPECT_EQ(Balance("kim"), Money{100});
}

TEST_F(PaymentTest, ALatePaymentDoesNotTakeTheSeatFromItsNextOwner) {
  sale_.TopUp("kim", 100);
  const Reservation hold = sale_.Hold(kim_, {1});
  sale_.now = hold.held_until;
  const Reservation next = sale_.Hold(sale_.Join("lee"), {1});
  EXPECT_EQ(Refused(sale_.PayCommand(kim_, hold)), RefusalCode::kHoldExpired);
  EXPECT_EQ(sale_.SeatAt(1).reservation, next.id);
}

// Regression: it was kTokenExpired, as if the payment had been too late.
TEST_F(PaymentTest, PayingAgainWithTheTokenThatPaidIsRefusedAsPaid) {
  sale_.TopUp("kim", 1000);
  const Reservation hold = sale_.Hold(kim_, {1});
  const Reservation paid = sale_.Ask(sale_.PayCommand(kim_, hold)).value().reservation;
  sale_.now += minutes(1);
  EXPECT_EQ(sale_.Ask(sale_.PayCommand(kim_, hold)).error(),
            (Refusal{.code = RefusalCode::kReservationPaid,
                     .amount = {100},
                     .payment = paid.payment,
                     .reservation = hold.id,
                     .paid_at = paid.paid_at}));
  EXPECT_EQ(Balance("kim"), Money{900});
}

TEST_F(PaymentTest, PayingAgainWithAnEarlierTokenIsRefusedAsExpired) {
  sale_.TopUp("kim", 1000);
  ASSERT_TRUE(sale_.Ask(LeaveQueue{kim_}).has_value());
  const Credential later = sale_.Join("kim");
  const Reservation hold = sale_.Hold(later, {1});
  ASSERT_TRUE(sale_.Ask(sale_.PayCommand(later, hold)).has_value());
  EXPECT_EQ(Refused(sale_.PayCommand(kim_, hold)), RefusalCode::kTokenExpired);
}

TEST_F(PaymentTest, AHoldThatAPaymentCancelledIsNotPaidByTheExpiredToken) {
  sale_.TopUp("kim", 1000);
  const Reservation bought = sale_.Hold(kim_, {1});
  const Reservation left = sale_.Hold(kim_, {2});
  ASSERT_TRUE(sale_.Ask(sale_.PayCommand(kim_, bought)).has_value());
  EXPECT_EQ(Refused(sale_.PayCommand(kim_, left)), RefusalCode::kTokenExpired);
}

TEST_F(PaymentTest, ADayAfterItsTurnATokenDoesNotReadItsPayment) {
  sale_.TopUp("kim", 1000);
  const Reservation hold = sale_.Hold(kim_, {1});
  ASSERT_TRUE(sale_.Ask(sale_.PayCommand(kim_, hold)).has_value());
  sale_.now = sale_.Token(kim_).active_until + kReadTime;
  EXPECT_EQ(Refused(sale_.PayCommand(kim_, hold)), RefusalCode::kTokenExpired);
}

TEST_F(PaymentTest, PayingAgainInANewTurnIsRefusedAsPaid) {
  sale_.TopUp("kim", 1000);
  const Reservation hold = sale_.Hold(kim_, {1});
  ASSERT_TRUE(sale_.Ask(sale_.PayCommand(kim_, hold)).has_value());
  EXPECT_EQ(Refused(sale_.PayCommand(sale_.Join("kim"), hold)), RefusalCode::kReservationPaid);
  EXPECT_EQ(Balance("kim"), Money{900});
}

TEST_F(PaymentTest, OtherHoldsOfTheTurnAreCancelled) {
  sale_.TopUp("kim", 1000);
  const Reservation bought = sale_.Hold(kim_, {1});
  const Reservation left = sale_.Hold(kim_, {2});
  ASSERT_TRUE(sale_.Ask(sale_.PayCommand(kim_, bought)).has_value());
  EXPECT_EQ(sale_.SeatAt(2).status, SeatStatus::kAvailable);
  EXPECT_EQ(sale_.rows.reservations.at(left.id).status, ReservationStatus::kCancelled);
}

class SeveralTest : public PaymentTest {
 protected:
  // A payment of these holds, in order of id.
  PayReservation PayAll(std::vector<Reservation> holds) {
    std::ranges::sort(holds, {}, &Reservation::id);
    PayReservation command = sale_.PayCommand(kim_, holds.front());
    for (std::size_t i = 1; i < holds.size(); ++i) {
      command.others.push_back({holds[i].id, {sale_.ids.Next()}});
    }
    return command;
  }
};

// Regression: a payment of one of two holds gave the other back, and both could not be paid.
TEST_F(SeveralTest, SeveralReservationsArePaidInOneCommit) {
  sale_.TopUp("kim", 1000);
  const Reservation a = sale_.Hold(kim_, {1});
  const Reservation b = sale_.Hold(kim_, {2, 3});
  const Reservation left = sale_.Hold(kim_, {4});
  const PaymentView paid = sale_.Ask(PayAll({a, b})).value();
  EXPECT_EQ(paid.balance, Money{700});
  EXPECT_EQ(paid.reservation.id, a.id);
  ASSERT_EQ(paid.others.size(), 1U);
  EXPECT_EQ(paid.others[0].id, b.id);
  EXPECT_NE(paid.others[0].payment, paid.reservation.payment);
  for (const std::uint32_t seat : {1U, 2U, 3U}) {
    EXPECT_EQ(sale_.SeatAt(seat).status, SeatStatus::kSold);
  }
  EXPECT_EQ(sale_.SeatAt(4).status, SeatStatus::kAvailable);
  EXPECT_EQ(sale_.rows.reservations.at(left.id).status, ReservationStatus::kCancelled);
  EXPECT_EQ(sale_.rows.payments.size(), 2U);
  EXPECT_EQ(sale_.rows.ledger.at({User("kim"), 3}).balance_after, Money{700});
  EXPECT_EQ(sale_.Token(kim_).expiry_reason, ExpiryReason::kPaid);
  EXPECT_EQ(sale_.rows.FindFunnel(kMainRoom)->payments, 1);
  EXPECT_EQ(sale_.rows.FindFunnel(kMainRoom)->seats_sold, 3);
}

TEST_F(SeveralTest, IfOneCannotBePaidNoneIs) {
  sale_.TopUp("kim", 1000);
  const Reservation a = sale_.Hold(kim_, {1});
  const Reservation b = sale_.Hold(kim_, {2});
  ASSERT_TRUE(sale_.Ask(CancelReservation{kim_, b.id}).has_value());
  const auto changes = sale_.rows.changes;
  EXPECT_EQ(sale_.Ask(PayAll({a, b})).error(),
            (Refusal{.code = RefusalCode::kReservationCancelled, .reservation = b.id}));
  EXPECT_EQ(sale_.rows.changes, changes);
  EXPECT_EQ(sale_.SeatAt(1).status, SeatStatus::kHeld);
}

TEST_F(SeveralTest, TheBalanceMustCoverTheSum) {
  sale_.TopUp("kim", 199);
  const Reservation a = sale_.Hold(kim_, {1});
  const Reservation b = sale_.Hold(kim_, {2});
  const auto refused = sale_.Ask(PayAll({a, b})).error();
  EXPECT_EQ(refused.code, RefusalCode::kBalanceInsufficient);
  EXPECT_EQ(refused.amount, Money{200});
  sale_.TopUp("kim", 1);
  EXPECT_EQ(sale_.Ask(PayAll({a, b})).value().balance, Money{0});
}

TEST_F(SeveralTest, PayingAnyOfThemAgainIsRefusedAsPaid) {
  sale_.TopUp("kim", 1000);
  const Reservation a = sale_.Hold(kim_, {1});
  const Reservation b = sale_.Hold(kim_, {2});
  const Reservation left = sale_.Hold(kim_, {3});
  const PaymentView paid = sale_.Ask(PayAll({a, b})).value();
  EXPECT_EQ(sale_.Ask(PayAll({b})).error().payment, paid.others[0].payment);
  EXPECT_EQ(sale_.Ask(PayAll({a, b})).error().payment, paid.reservation.payment);
  EXPECT_EQ(Refused(PayAll({b, left})), RefusalCode::kReservationPaid);
  EXPECT_EQ(Refused(PayAll({left})), RefusalCode::kTokenExpired);
}

TEST_F(SeveralTest, ARetryGetsAllPaymentsAgain) {
  sale_.TopUp("kim", 1000);
  PayReservation pay = PayAll({sale_.Hold(kim_, {1}), sale_.Hold(kim_, {2})});
  pay.idempotency_key = IdempotencyKey{.key = "p", .fingerprint = {1}};
  const PaymentView first = sale_.Ask(pay).value();
  pay.others[0].fresh_id = {sale_.ids.Next()};
  const PaymentView again = sale_.Ask(pay).value();
  ASSERT_EQ(again.others.size(), 1U);
  EXPECT_EQ(again.others[0].payment, first.others[0].payment);
  EXPECT_EQ(again.balance, Money{800});
}

TEST_F(PaymentTest, RefusalsComeInOrderOfPrecedence) {
  const Reservation hold = sale_.Hold(kim_, {1});
  const Credential lee = sale_.Join("lee");
  sale_.Join("park");
  const Credential waiting = sale_.Join("waiting");
  Credential unknown = kim_;
  unknown.key.number.value = 99;
  EXPECT_EQ(Refused(sale_.PayCommand(unknown, hold)), RefusalCode::kTokenInvalid);
  EXPECT_EQ(Refused(sale_.PayCommand(waiting, hold)), RefusalCode::kTokenWaiting);
  EXPECT_EQ(Refused(sale_.PayCommand(lee, hold)), RefusalCode::kReservationUnknown);
  EXPECT_EQ(Refused(sale_.PayCommand(sale_.Join("kim", kSideRoom), hold)),
            RefusalCode::kTokenWrongRoom);
  EXPECT_EQ(Refused(sale_.PayCommand(kim_, hold)), RefusalCode::kBalanceInsufficient);
  ASSERT_TRUE(sale_.Ask(CancelReservation{kim_, hold.id}).has_value());
  EXPECT_EQ(Refused(sale_.PayCommand(kim_, hold)), RefusalCode::kReservationCancelled);
  ASSERT_TRUE(sale_.Ask(LeaveQueue{kim_}).has_value());
  EXPECT_EQ(Refused(sale_.PayCommand(kim_, hold)), RefusalCode::kTokenExpired);
}

class BalanceTest : public PaymentTest {};

TEST_F(BalanceTest, AnUnknownUserHasABalanceOfZero) {
  EXPECT_EQ(Balance("nobody"), Money{0});
}

TEST_F(BalanceTest, TopUpsAddUp) {
  EXPECT_EQ(sale_.TopUp("kim", 1), Money{1});
  EXPECT_EQ(sale_.TopUp("kim", kTopUpMax.minor), Money{kTopUpMax.minor + 1});
}

TEST_F(BalanceTest, ATopUpBeyondTheLargestBalanceIsRefused) {
  for (int i = 0; i < 100; ++i) sale_.TopUp("kim", kTopUpMax.minor);
  EXPECT_EQ(Balance("kim"), kBalanceMax);
  const auto answer =
      sale_.Ask(TopUpBalance{.user = User("kim"), .amount = {1}, .fresh_id = {sale_.ids.Next()}});
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, RefusalCode::kBalanceLimit);
  EXPECT_EQ(answer.error().limit, kBalanceMax.minor);
}

class RetryTest : public PaymentTest {
 protected:
  static IdempotencyKey Try(std::string key, std::uint64_t digest = 1) {
    return {.key = std::move(key), .fingerprint = {.high = digest}};
  }
  TopUpBalance TopUpOnce(std::string key, std::uint64_t digest = 1) {
    return {.user = User("kim"),
            .amount = {100},
            .fresh_id = {sale_.ids.Next()},
            .idempotency_key = Try(std::move(key), digest)};
  }
};

TEST_F(RetryTest, ARetriedTopUpHappensOnce) {
  const TopUpView first = sale_.Ask(TopUpOnce("k")).value();
  const TopUpView again = sale_.Ask(TopUpOnce("k")).value();
  EXPECT_EQ(again.id, first.id);
  EXPECT_EQ(again.balance, first.balance);
  EXPECT_EQ(Balance("kim"), Money{100});
}

TEST_F(RetryTest, ARetryGetsTheFirstAnswerDespiteLaterChanges) {
  const TopUpView first = sale_.Ask(TopUpOnce("k")).value();
  sale_.TopUp("kim", 7);
  EXPECT_EQ(sale_.Ask(TopUpOnce("k")).value().balance, first.balance);
}

TEST_F(RetryTest, TheSameKeyWithAnotherRequestIsRefused) {
  ASSERT_TRUE(sale_.Ask(TopUpOnce("k", 1)).has_value());
  EXPECT_EQ(sale_.Ask(TopUpOnce("k", 2)).error().code, RefusalCode::kIdempotencyKeyReused);
}

// Regression: fingerprints were an unkeyed hash, so two requests with the same fingerprint could be
// found in half a minute. The second of them ended the process, and so did every later start.
TEST_F(RetryTest, AStoredAnswerOfAnotherOperationIsRefused) {
  const IssueToken join{.user = User("kim"), .room = kMainRoom, .idempotency_key = Try("k")};
  ASSERT_TRUE(sale_.Ask(join).has_value());
  EXPECT_EQ(sale_.Ask(TopUpOnce("k")).error().code, RefusalCode::kIdempotencyKeyReused);
  EXPECT_EQ(Balance("kim"), Money{0});
}

TEST_F(RetryTest, AStoredAnswerThatCannotBeDecodedIsRefused) {
  ASSERT_TRUE(sale_.Ask(TopUpOnce("k")).has_value());
  IdempotencyRecord record = *sale_.rows.Find(IdempotencyRecordKey{User("kim"), "k"});
  record.answer.pop_back();
  sale_.rows.Put(record);
  EXPECT_EQ(sale_.Ask(TopUpOnce("k")).error().code, RefusalCode::kIdempotencyKeyReused);
  EXPECT_EQ(Balance("kim"), Money{100});
}

TEST_F(RetryTest, KeysBelongToTheirUser) {
  ASSERT_TRUE(sale_.Ask(TopUpOnce("k")).has_value());
  TopUpBalance other = TopUpOnce("k");
  other.user = User("lee");
  EXPECT_EQ(sale_.Ask(other).value().user, User("lee"));
  EXPECT_EQ(Balance("lee"), Money{100});
}

TEST_F(RetryTest, AKeyExpiresAfterExactlyADay) {
  ASSERT_TRUE(sale_.Ask(TopUpOnce("k")).has_value());
  sale_.now += hours(24) - microseconds(1);
  ASSERT_TRUE(sale_.Ask(TopUpOnce("k")).has_value());
  EXPECT_EQ(Balance("kim"), Money{100});
  sale_.now += microseconds(1);
  ASSERT_TRUE(sale_.Ask(TopUpOnce("k")).has_value());
  EXPECT_EQ(Balance("kim"), Money{200});
}

TEST_F(RetryTest, OldRecordsAreSwept) {
  ASSERT_TRUE(sale_.Ask(TopUpOnce("k")).has_value());
  sale_.now += hours(24);
  sale_.PassTimeNow();
  EXPECT_TRUE(sale_.rows.records.empty());
}

TEST_F(RetryTest, ARetriedPaymentIsAnsweredThoughTheTokenIsExpired) {
  sale_.TopUp("kim", 1000);
  const Reservation hold = sale_.Hold(kim_, {1});
  PayReservation pay = sale_.PayCommand(kim_, hold);
  pay.idempotency_key = Try("p");
  const PaymentView first = sale_.Ask(pay).value();
  pay.fresh_id = {sale_.ids.Next()};
  sale_.TopUp("kim", 5);
  const PaymentView again = sale_.Ask(pay).value();
  EXPECT_EQ(again.reservation.payment, first.reservation.payment);
  EXPECT_EQ(again.balance, Money{900});
  EXPECT_EQ(sale_.rows.payments.size(), 1U);
}

TEST_F(RetryTest, ARetriedHoldIsTheSameHoldEvenAfterItWasCancelled) {
  HoldSeats hold = sale_.HoldCommand(kim_, {1});
  hold.idempotency_key = Try("h");
  const Reservation first = sale_.Ask(hold).value().reservation;
  ASSERT_TRUE(sale_.Ask(CancelReservation{kim_, first.id}).has_value());
  hold.fresh_id = {sale_.ids.Next()};
  const Reservation again = sale_.Ask(hold).value().reservation;
  EXPECT_EQ(again.id, first.id);
  EXPECT_EQ(again.status, ReservationStatus::kHeld);
  EXPECT_EQ(sale_.SeatAt(1).status, SeatStatus::kAvailable);
}

TEST_F(RetryTest, ARetriedTokenIsTheSameTokenEvenAfterItsTurn) {
  const IssueToken issue{.user = User("new"), .room = kMainRoom, .idempotency_key = Try("t")};
  const TokenView first = sale_.Ask(issue).value();
  ASSERT_TRUE(sale_.Ask(LeaveQueue{first.credential}).has_value());
  const TokenView again = sale_.Ask(issue).value();
  EXPECT_EQ(again.credential, first.credential);
  EXPECT_TRUE(again.created);
  EXPECT_EQ(again.status, first.status);
}

TEST_F(RetryTest, ARefusalIsNotStoredSoARetryCanSucceed) {
  const Reservation hold = sale_.Hold(kim_, {1});
  PayReservation pay = sale_.PayCommand(kim_, hold);
  pay.idempotency_key = Try("p");
  EXPECT_EQ(Refused(pay), RefusalCode::kBalanceInsufficient);
  sale_.TopUp("kim", 100);
  EXPECT_TRUE(sale_.Ask(pay).has_value());
}

TEST_F(RetryTest, ALaterCommandOfABatchSeesTheKeyOfAnEarlierOne) {
  const std::vector<Command> batch{TopUpOnce("k"), TopUpOnce("k")};
  const auto outcomes = DecideBatch(batch, sale_.rows, sale_.now).value();
  EXPECT_EQ(AnswerOf<TopUpBalance>(outcomes[0]).value().id,
            AnswerOf<TopUpBalance>(outcomes[1]).value().id);
  EXPECT_EQ(Balance("kim"), Money{100});
}

TEST_F(PaymentTest, OfTwoHoldsInOneBatchTheFirstWins) {
  const Credential lee = sale_.Join("lee");
  const std::vector<Command> batch{sale_.HoldCommand(kim_, {1}), sale_.HoldCommand(lee, {1})};
  const auto outcomes = DecideBatch(batch, sale_.rows, sale_.now).value();
  EXPECT_TRUE(AnswerOf<HoldSeats>(outcomes[0]).has_value());
  EXPECT_EQ(AnswerOf<HoldSeats>(outcomes[1]).error().code, RefusalCode::kSeatUnavailable);
}

TEST_F(PaymentTest, ASlotFreedByAPaymentIsOfferedInTheSameBatch) {
  sale_.Join("b");
  sale_.Join("c");
  const Credential waiting = sale_.Join("waiting");
  sale_.TopUp("kim", 100);
  const Reservation hold = sale_.Hold(kim_, {1});
  const std::vector<Command> batch{sale_.PayCommand(kim_, hold)};
  EXPECT_TRUE(DecideBatch(batch, sale_.rows, sale_.now));
  EXPECT_EQ(sale_.Token(waiting).status, TokenStatus::kActive);
}

}  // namespace
}  // namespace onsale::domain
