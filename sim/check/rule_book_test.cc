// Breaks each rule with a row that src/domain would never write, and expects the rule book to name
// the rule.

#include "sim/check/rule_book.h"

#include <gtest/gtest.h>

#include "domain/decide.h"
#include "sim/plan.h"
#include "sim/worlds/spy_rows.h"

namespace onsale::sim {
namespace {

using namespace domain;
using std::chrono::seconds;

UserId User(const char* name) {
  return UserId::Parse(name).value();
}

// In the sale, `kim` has bought seat 1 and holds nothing, `lee` holds seat 2, and `park` waits.
class RuleBookTest : public testing::Test {
 protected:
  RuleBookTest() {
    Ask(Sale());
    Ask(TopUpBalance{.user = User("kim"), .amount = {500}, .fresh_id = {Id()}});
    const auto kim = Ask(IssueToken{.user = User("kim"), .room = kMainRoom}).value().credential;
    const auto lee = Ask(IssueToken{.user = User("lee"), .room = kMainRoom}).value().credential;
    Ask(IssueToken{.user = User("park"), .room = kMainRoom});
    const auto& seats = rows_.rows.seats;
    first_ = seats.begin()->first;
    second_ = std::next(seats.begin())->first;
    bought_ =
        Ask(HoldSeats{
                .caller = kim, .show = first_.show, .seats = {first_.number}, .fresh_id = {Id()}})
            .value()
            .reservation;
    bought_ = Ask(PayReservation{.caller = kim, .id = bought_.id, .fresh_id = {Id()}})
                  .value()
                  .reservation;
    held_ =
        Ask(HoldSeats{
                .caller = lee, .show = first_.show, .seats = {second_.number}, .fresh_id = {Id()}})
            .value()
            .reservation;
  }

  static LoadCatalog Sale() {
    WorldPlan plan;
    plan.seats = 6;
    LoadCatalog load{SpecOf(plan, 0)};
    load.spec.rooms[0].policy = {.capacity = 1, .active_time = seconds(60)};
    load.spec.rooms[0].opens_at.reset();
    load.spec.rows.shows[0].sale_opens_at = {};
    load.spec.rows.shows[0].sale_closes_at = kWorldStart + std::chrono::hours(1);
    return load;
  }
  template <class C>
  typename C::Answer Ask(C command) {
    rows_.changes.clear();
    const Command one(std::move(command));
    auto outcomes = DecideBatch(std::span(&one, 1), rows_, now_).value();
    EXPECT_EQ(book_.Apply(rows_.changes, {.now = now_, .changes_policy = true}), std::nullopt);
    return AnswerOf<C>(outcomes.front());
  }
  base::Uuid Id() {
    base::Uuid id;
    id.bytes[15] = ++ids_;
    return id;
  }
  // The violation that the rule book finds in a batch with these rows, or "nothing".
  template <class... Rows>
  std::string After(const Rows&... rows) {
    std::string bytes;
    base::WireWriter out(bytes);
    (store::EncodePut(out, rows), ...);
    return book_.Apply(bytes, {.now = now_, .more_is_due = more_is_due_}).value_or("nothing");
  }
  QueueToken TokenAt(std::uint64_t number) {
    return *rows_.Find(QueueTokenKey{kMainRoom, {number}});
  }
  Credential CredentialAt(std::uint64_t number) {
    const QueueToken token = TokenAt(number);
    return {.key = token.key, .issued_at = token.issued_at};
  }

  SpyRows rows_;
  RuleBook book_;
  base::Time now_ = kWorldStart;
  bool more_is_due_ = false;
  SeatKey first_;
  SeatKey second_;
  Reservation bought_;
  Reservation held_;
  std::uint8_t ids_ = 0;
};

#define EXPECT_SAYS(text, rule) EXPECT_NE(std::string(text).find(rule), std::string::npos) << (text)

TEST_F(RuleBookTest, AnHonestSaleBreaksNoRule) {
  EXPECT_EQ(After(), "nothing");
}

TEST_F(RuleBookTest, ASeatWithAnUnknownOwnerBreaksRuleOne) {
  Seat seat = *rows_.Find(second_);
  seat.reservation = {Id()};
  EXPECT_SAYS(After(seat), "rule 1");
}

TEST_F(RuleBookTest, ASeatTakenFromItsOwnerBreaksRuleOne) {
  EXPECT_SAYS(After(Seat{.key = second_}, held_), "rule 1");
}

TEST_F(RuleBookTest, ASeatNotReleasedBreaksRuleOne) {
  Reservation row = held_;
  row.status = ReservationStatus::kCancelled;
  EXPECT_SAYS(After(row), "rule 1");
}

TEST_F(RuleBookTest, AHoldAtItsLastMomentBreaksRuleTwo) {
  now_ = held_.held_until;
  EXPECT_SAYS(After(), "rule 2");
}

TEST_F(RuleBookTest, ATurnAtItsLastMomentBreaksRuleTwo) {
  now_ = kWorldStart + std::chrono::hours(1);
  EXPECT_SAYS(After(), "rule 2");
}

// Regression: in a world with small limits a batch cancelled two holds, and could end only one of
// the turns that had lasted as long as these holds.
TEST_F(RuleBookTest, ATurnThatIsOverMayWaitForTheNextBatchIfMoreIsDue) {
  QueueToken lee = TokenAt(2);
  now_ = lee.active_until;
  EXPECT_SAYS(After(lee), "rule 2");
  more_is_due_ = true;
  EXPECT_EQ(After(lee), "nothing");
}

TEST_F(RuleBookTest, ANoShowWhileNobodyWaitsBreaksRuleFive) {
  ASSERT_TRUE(Ask(LeaveQueue{CredentialAt(3)}));
  QueueToken lee = TokenAt(2);
  lee.status = TokenStatus::kExpired;
  lee.expiry_reason = ExpiryReason::kNoShow;
  EXPECT_SAYS(After(lee), "rule 5: a no-show although nobody waited");
}

TEST_F(RuleBookTest, AnUnclaimedTurnBeyondItsTimeToChooseBreaksRuleFive) {
  QueueToken lee = TokenAt(2);
  lee.claimed = false;
  lee.active_until = lee.choose_until + base::Duration(1);
  EXPECT_SAYS(After(lee), "rule 5: an unclaimed turn lasts too long");
}

TEST_F(RuleBookTest, ASaleWithoutAPaymentBreaksRuleThree) {
  Reservation row = held_;
  row.status = ReservationStatus::kConfirmed;
  Seat seat = *rows_.Find(second_);
  seat.status = SeatStatus::kSold;
  seat.held_until = {};
  EXPECT_SAYS(After(row, seat), "rule 3");
}

TEST_F(RuleBookTest, APaymentForNothingBreaksRuleThree) {
  EXPECT_SAYS(After(Payment{.id = {Id()}, .reservation = held_.id, .user = held_.user}), "rule 3");
}

TEST_F(RuleBookTest, ARevokedSaleBreaksRuleThree) {
  Reservation row = bought_;
  row.status = ReservationStatus::kExpired;
  EXPECT_SAYS(After(row), "rule 3");
}

// Regression: the rule book took every exchange of seats for a violation.
TEST_F(RuleBookTest, AnExchangeOfSeatsBreaksNoRule) {
  const SeatNumber other = std::next(rows_.rows.seats.begin(), 2)->first.number;
  EXPECT_TRUE(Ask(ExchangeSeats{.caller = CredentialAt(2), .id = held_.id, .seats = {other}}));
}

TEST_F(RuleBookTest, AnExchangeThatReturnsNothingBreaksRuleOne) {
  Seat other = std::next(rows_.rows.seats.begin(), 2)->second;
  other.status = SeatStatus::kHeld;
  other.reservation = held_.id;
  other.held_until = held_.held_until;
  Reservation row = held_;
  row.seats[0].number = other.key.number;
  EXPECT_SAYS(After(row, other), "rule 1: a seat and its reservation do not match");
}

TEST_F(RuleBookTest, AnExchangeThatLengthensTheHoldIsReported) {
  Reservation row = held_;
  row.held_until += base::Duration(1);
  EXPECT_SAYS(After(row), "end of a reservation changed");
}

TEST_F(RuleBookTest, AnExchangeAfterThePaymentBreaksRuleThree) {
  Reservation row = bought_;
  row.seats[0].number = {4};
  EXPECT_SAYS(After(row), "rule 3: a reservation changed after its end");
}

TEST_F(RuleBookTest, ABalanceWithoutAnEntryBreaksRuleFour) {
  Wallet wallet = *rows_.Find(User("kim"));
  wallet.balance.minor += 1;
  EXPECT_SAYS(After(wallet), "rule 4");
}

TEST_F(RuleBookTest, AnEntryWithoutABalanceBreaksRuleFour) {
  const Wallet& wallet = *rows_.Find(User("kim"));
  EXPECT_SAYS(After(LedgerEntry{.user = wallet.user,
                                .number = wallet.entries + 1,
                                .id = Id(),
                                .debit = "external",
                                .credit = "wallet:kim",
                                .amount = {5},
                                .balance_after = {wallet.balance.minor + 5}}),
              "rule 4");
}

TEST_F(RuleBookTest, TwoLiveTokensBreakRuleFive) {
  Room room = *rows_.Find(kMainRoom);
  QueueToken token = TokenAt(3);
  token.key.number = room.last_number = {room.last_number.value + 1};
  ++room.waiting;
  EXPECT_SAYS(After(room, token), "rule 5");
}

TEST_F(RuleBookTest, AnAdmissionAboveTheCapacityBreaksRuleFive) {
  Room room = *rows_.Find(kMainRoom);
  QueueToken token = TokenAt(3);
  token.status = TokenStatus::kActive;
  token.activated_at = now_;
  token.choose_until = token.active_until = now_ + seconds(60);
  ++room.active, --room.waiting;
  room.last_admitted = {3};
  RoomFunnel funnel = *rows_.FindFunnel(kMainRoom);
  ++funnel.admitted;
  EXPECT_SAYS(After(room, funnel, token), "rule 5: admitted above");
}

TEST_F(RuleBookTest, ATokenThatBecomesActiveAgainBreaksRuleFive) {
  QueueToken token = TokenAt(1);
  token.status = TokenStatus::kActive;
  EXPECT_SAYS(After(token), "rule 5");
}

TEST_F(RuleBookTest, ASkippedTokenBreaksRuleFive) {
  Room room = *rows_.Find(kMainRoom);
  room.last_admitted = {3};
  EXPECT_SAYS(After(room), "rule 5");
}

TEST_F(RuleBookTest, ATokenThatWaitsWhileASlotIsFreeBreaksRuleFive) {
  Room room = *rows_.Find(kMainRoom);
  room.policy.capacity = 2;
  EXPECT_SAYS(After(room), "rule 5: a buyer waits although a slot is free");
}

TEST_F(RuleBookTest, ATurnShorterThanItsHoldBreaksRuleSix) {
  QueueToken token = TokenAt(2);
  token.active_until = token.choose_until = held_.held_until - base::Duration(1);
  EXPECT_SAYS(After(token, held_), "rule 6");
}

// Regression: SpyRows, the store of these tests, recorded no erasures.
TEST_F(RuleBookTest, ASeatThatALaterCatalogueLeavesOutIsErased) {
  const Seat seat = rows_.rows.seats.rbegin()->second;
  ASSERT_NE(book_.Find(seat), nullptr);
  LoadCatalog load = Sale();
  std::erase_if(load.spec.rows.seats,
                [&](const ChartSeat& one) { return one.number == seat.key.number; });
  ASSERT_TRUE(Ask(load));
  EXPECT_EQ(book_.Find(seat), nullptr);
}

TEST_F(RuleBookTest, AKeyIsErasedAtTheEndOfItsTime) {
  const IdempotencyRecord record{.key = {User("kim"), "k"}};
  Ask(TopUpBalance{.user = User("kim"),
                   .amount = {1},
                   .fresh_id = {Id()},
                   .idempotency_key = IdempotencyKey{.key = "k", .fingerprint = {}}});
  ASSERT_NE(book_.Find(record), nullptr);
  now_ += kIdempotencyTime;
  Ask(ReadBalance{User("kim")});
  EXPECT_EQ(book_.Find(record), nullptr);
}

TEST_F(RuleBookTest, AKeyErasedEarlyIsReported) {
  IdempotencyRecord record{.key = {User("kim"), "k"}, .expires_at = now_ + seconds(1)};
  EXPECT_EQ(After(record), "nothing");
  std::string bytes;
  base::WireWriter out(bytes);
  store::EncodeErase(out, record);
  EXPECT_SAYS(book_.Apply(bytes, {.now = now_}).value_or("nothing"), "erased too early");
}

}  // namespace
}  // namespace onsale::sim
