// Top-ups, payments and retries.
#include <gtest/gtest.h>

#include <algorithm>

#include "domain/sale_testing.h"

namespace onsale::domain {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

class PaymentTest : public ::testing::Test {
 protected:
  Money Balance(std::string_view user) {
    return sale_.Ask(ReadBalance{User(user)}).value().balance;
  }

  SmallSaleRows sale_{{.capacity = 3}};
  Credential kim_ = sale_.Join("kim");
};

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

TEST_F(PaymentTest, TheSaleInNumbersHasWhatWasPaidForTheSeatsOfEachCategory) {
  sale_.TopUp("kim", 1000);
  const Reservation hold = sale_.Hold(kim_, {5, 6, 7});
  ASSERT_TRUE(sale_.Ask(sale_.PayCommand(kim_, hold)));
  // What was paid stays, whatever seats cost from now on.
  CatalogSpec dearer = SmallSale({.capacity = 3});
  dearer.rows.prices[0].amount = {999};
  ASSERT_TRUE(sale_.Ask(LoadCatalog{dearer}).has_value());
  const SeatCountsView solo = sale_.Ask(ReadSale{}).value().shows.at(0);
  EXPECT_EQ(solo.all, (SeatTally{.seats = 10, .free = 7, .sold = 3, .revenue = {200}}));
  ASSERT_EQ(solo.categories.size(), 2U);
  EXPECT_EQ(solo.categories[0],
            (CategoryTally{"a", {.seats = 5, .free = 4, .sold = 1, .revenue = {100}}}));
  EXPECT_EQ(solo.categories[1],
            (CategoryTally{"b", {.seats = 5, .free = 3, .sold = 2, .revenue = {100}}}));
}

// 50 seats at the largest price are more than anybody can have.
TEST_F(PaymentTest, TheLargestPriceDoesNotOverflow) {
  CatalogSpec spec = SmallSale({.capacity = 3});
  spec.rows.prices[0].amount = kPriceMax;
  spec.rows.concerts[0].seats_per_user_max = 50;
  ASSERT_TRUE(sale_.Ask(LoadCatalog{spec}).has_value());
  const Reservation hold = sale_.Hold(kim_, {1, 2, 3, 4, 5});
  EXPECT_EQ(hold.amount, Money{5 * kPriceMax.minor});
  EXPECT_EQ(sale_.Refused(sale_.PayCommand(kim_, hold)), RefusalCode::kBalanceInsufficient);
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
  EXPECT_EQ(sale_.Refused(sale_.PayCommand(kim_, hold)), RefusalCode::kTokenExpired);
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
            (Refusal{.code = RefusalCode::kReservationCancelled,
                     .reservation = b.id,
                     .end_reason = EndReason::kCancelledByBuyer}));
  EXPECT_EQ(sale_.rows.changes, changes);
  EXPECT_EQ(sale_.SeatAt(1).status, SeatStatus::kHeld);
}

TEST_F(SeveralTest, AnotherAmountThanTheExpectedOneIsRefused) {
  const Reservation a = sale_.Hold(kim_, {1});
  const Reservation b = sale_.Hold(kim_, {2, 6});
  PayReservation pay = PayAll({a, b});
  for (const std::int64_t wrong : {0, 100, 249, 251}) {
    pay.expected_amount = Money{wrong};
    EXPECT_EQ(sale_.Refused(pay), RefusalCode::kAmountDiffers) << wrong;
    EXPECT_EQ(sale_.Ask(pay).error().amount, Money{250});
  }
  pay.expected_amount = Money{250};
  EXPECT_EQ(sale_.Refused(pay), RefusalCode::kBalanceInsufficient);
  sale_.TopUp("kim", 1000);
  EXPECT_EQ(sale_.Ask(pay).value().balance, Money{750});
}

TEST_F(SeveralTest, PayingAnyOfThemAgainIsRefusedAsPaid) {
  sale_.TopUp("kim", 1000);
  const Reservation a = sale_.Hold(kim_, {1});
  const Reservation b = sale_.Hold(kim_, {2});
  const Reservation left = sale_.Hold(kim_, {3});
  const PaymentView paid = sale_.Ask(PayAll({a, b})).value();
  EXPECT_EQ(sale_.Ask(PayAll({b})).error().payment, paid.others[0].payment);
  EXPECT_EQ(sale_.Ask(PayAll({a, b})).error().payment, paid.reservation.payment);
  EXPECT_EQ(sale_.Refused(PayAll({b, left})), RefusalCode::kReservationPaid);
  EXPECT_EQ(sale_.Refused(PayAll({left})), RefusalCode::kTokenExpired);
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
  EXPECT_EQ(sale_.Refused(sale_.PayCommand(unknown, hold)), RefusalCode::kTokenInvalid);
  EXPECT_EQ(sale_.Refused(sale_.PayCommand(waiting, hold)), RefusalCode::kTokenWaiting);
  EXPECT_EQ(sale_.Refused(sale_.PayCommand(lee, hold)), RefusalCode::kReservationUnknown);
  EXPECT_EQ(sale_.Refused(sale_.PayCommand(sale_.Join("kim", kSideRoom), hold)),
            RefusalCode::kTokenWrongRoom);
  EXPECT_EQ(sale_.Refused(sale_.PayCommand(kim_, hold)), RefusalCode::kBalanceInsufficient);
  ASSERT_TRUE(sale_.Ask(CancelReservation{kim_, hold.id}).has_value());
  EXPECT_EQ(sale_.Refused(sale_.PayCommand(kim_, hold)), RefusalCode::kReservationCancelled);
  ASSERT_TRUE(sale_.Ask(LeaveQueue{kim_}).has_value());
  EXPECT_EQ(sale_.Refused(sale_.PayCommand(kim_, hold)), RefusalCode::kTokenExpired);
}

class BalanceTest : public PaymentTest {};

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

TEST_F(RetryTest, OldRecordsAreSwept) {
  ASSERT_TRUE(sale_.Ask(TopUpOnce("k")).has_value());
  sale_.now += hours(24);
  sale_.PassTimeNow();
  EXPECT_TRUE(sale_.rows.records.empty());
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
