// Tests of tokens and reservations that leave memory: docs/rules.md, rule 5.
#include "domain/archive.h"

#include <gtest/gtest.h>

#include "domain/sale_testing.h"

namespace onsale::domain {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;

TEST(ArchiveTimeTest, OnlyATokenThatIsOverMayLeaveMemory) {
  for (const TokenStatus status : {TokenStatus::kWaiting, TokenStatus::kActive}) {
    EXPECT_EQ(ArchiveTime({.key = {}, .user = {}, .status = status}), std::nullopt);
  }
}

TEST(ArchiveTimeTest, ADayAfterThePlannedEndIsRoundedUpToTenMinutes) {
  const auto time_of = [](Time issued_at, Time active_until) {
    return *ArchiveTime({.key = {},
                         .user = {},
                         .status = TokenStatus::kExpired,
                         .issued_at = issued_at,
                         .active_until = active_until});
  };
  const Time day{hours(24)};
  EXPECT_EQ(time_of(day, {}), day + hours(24));
  EXPECT_EQ(time_of(day + microseconds(1), {}), day + hours(24) + minutes(10));
  EXPECT_EQ(time_of(day, day + minutes(10)), day + hours(24) + minutes(10));
  EXPECT_EQ(time_of(day, day + minutes(10) + microseconds(1)), day + hours(24) + minutes(20));
}

class ArchiveTest : public testing::Test {
 protected:
  explicit ArchiveTest(const Limits& limits = {}) : sale_({.capacity = 2}, limits) {}
  void WaitFor(Duration duration) {
    sale_.now += duration;
    sale_.PassTimeNow();
  }
  std::uint64_t Archived(RoomId room = kMainRoom) {
    return sale_.rows.Find(room)->last_archived.value;
  }
  Credential Leave(const Credential& caller) {
    sale_.Ask(LeaveQueue{caller}).value();
    return caller;
  }
  Credential Visit(std::string_view user) { return Leave(sale_.Join(user)); }
  // The refusal of a read with the token.
  Refusal Read(const Credential& caller) { return sale_.Ask(ReadToken{caller}).error(); }

  SmallSaleRows sale_;
};

// The turn of a token was planned for ten minutes, so it may be read for a day after that.
constexpr Duration kKept = hours(24) + minutes(10);

TEST_F(ArchiveTest, ATokenStaysForADayAfterItsPlannedEnd) {
  const Credential kim = Visit("kim");
  WaitFor(kKept - microseconds(1));
  EXPECT_EQ(Archived(), 0U);
  EXPECT_TRUE(sale_.Ask(ReadToken{kim}).has_value());
  WaitFor(microseconds(1));
  EXPECT_EQ(Archived(), 1U);
  EXPECT_EQ(sale_.rows.Find(kim.key), nullptr);
}

TEST_F(ArchiveTest, AnArchivedTokenIsExpiredWithoutAReason) {
  const Credential kim = Visit("kim");
  WaitFor(kKept);
  EXPECT_EQ(Read(kim).code, RefusalCode::kTokenExpired);
  EXPECT_EQ(Read(kim).expiry_reason, ExpiryReason::kNone);
  EXPECT_EQ(sale_.Refused(WatchToken{kim}), RefusalCode::kTokenExpired);
  EXPECT_EQ(sale_.Refused(sale_.HoldCommand(kim, {1})), RefusalCode::kTokenExpired);
  EXPECT_EQ(sale_.Refused(ListReservations{kim}), RefusalCode::kTokenExpired);
  EXPECT_TRUE(sale_.Ask(LeaveQueue{kim}).has_value());
  // A number that was never issued stays unknown.
  const Credential never{.key = {kMainRoom, {2}}, .issued_at = kim.issued_at};
  EXPECT_EQ(sale_.Refused(ReadToken{never}), RefusalCode::kTokenInvalid);
  EXPECT_EQ(sale_.Refused(ReadToken{{.key = {kMainRoom, {0}}, .issued_at = {}}}),
            RefusalCode::kTokenInvalid);
}

TEST_F(ArchiveTest, TokensLeaveInOrderOfNumberInEachRoomByItself) {
  Visit("ann");
  sale_.now += hours(1);
  Visit("ben");
  Leave(sale_.Join("cat", kSideRoom));
  sale_.now += hours(1);
  Visit("dan");
  WaitFor(kKept - hours(2));
  EXPECT_EQ(Archived(), 1U);
  EXPECT_EQ(Archived(kSideRoom), 0U);
  WaitFor(hours(1));
  EXPECT_EQ(Archived(), 2U);
  EXPECT_EQ(Archived(kSideRoom), 1U);
}

TEST_F(ArchiveTest, ATokenThatWaitsKeepsThoseBehindIt) {
  sale_.Join("ann");
  sale_.Join("ben");
  const Credential cat = sale_.Join("cat");
  const Credential dan = sale_.Join("dan");
  ASSERT_TRUE(sale_.Ask(ChangeRoom{.room = "main", .change = {.state = RoomState::kPaused}}));
  Leave(dan);
  WaitFor(hours(1));
  WaitFor(hours(100));
  EXPECT_EQ(Archived(), 2U);
  EXPECT_EQ(Read(dan).expiry_reason, ExpiryReason::kLeft);
  Leave(cat);
  WaitFor({});
  EXPECT_EQ(Archived(), 4U);
}

TEST_F(ArchiveTest, ATokenMayEndAndLeaveAtOnceAndItsRowIsPut) {
  const Credential kim = sale_.Join("kim");
  WaitFor(hours(48));
  EXPECT_EQ(Archived(), 1U);
  const QueueToken& row = sale_.rows.tokens.at(kim.key);
  EXPECT_EQ(row.status, TokenStatus::kExpired);
  EXPECT_EQ(row.expiry_reason, ExpiryReason::kTimeUp);
}

TEST_F(ArchiveTest, AnArchivedTokenIsInNoIndex) {
  Visit("kim");
  WaitFor(kKept);
  EXPECT_EQ(sale_.rows.IssuedAt(kMainRoom, User("kim"), 1), std::nullopt);
  EXPECT_TRUE(sale_.rows.TokensOf(kMainRoom, User("kim"), kNewestToken, 9).empty());
  const Credential again = sale_.Join("kim");
  EXPECT_EQ(again.key.number, QueueNumber{2});
  EXPECT_TRUE(sale_.rows.IssuedAt(kMainRoom, User("kim"), 1).has_value());
  EXPECT_EQ(sale_.rows.IssuedAt(kMainRoom, User("kim"), 2), std::nullopt);
}

TEST_F(ArchiveTest, EntriesThatAreArchivedHaveTheirNumberOnly) {
  ASSERT_TRUE(sale_.Ask(ChangeRoom{.room = "main",
                                   .change = {.mode = RoomMode::kDraw,
                                              .state = RoomState::kScheduled,
                                              .opens_at = sale_.now + hours(1)},
                                   .fresh_seed = base::Sha256Of("seed")}));
  for (const char* const user : {"ann", "ben", "cat"}) sale_.Join(user);
  WaitFor(hours(1));
  for (int i = 0; i < 4; ++i) WaitFor(minutes(10));  // capacity 2: the third is admitted later
  EXPECT_TRUE(NeedsOrder(*sale_.rows.Find(kMainRoom)));
  WaitFor(hours(48));
  EXPECT_EQ(Archived(), 3U);
  EXPECT_FALSE(NeedsOrder(*sale_.rows.Find(kMainRoom)));
  const auto entries = sale_.Ask(ReadDrawEntries{"main", 0, 10}).value();
  EXPECT_EQ(entries, (std::vector<DrawEntry>{{1, {}}, {2, {}}, {3, {}}}));
}

TEST_F(ArchiveTest, AReservationThatEndedLeavesWithTheTokenOfItsTurn) {
  const Credential kim = sale_.Join("kim");
  const ReservationId cancelled = sale_.Hold(kim, {1}).id;
  const ReservationId expired = sale_.Hold(kim, {2}).id;
  sale_.Ask(CancelReservation{kim, cancelled}).value();
  WaitFor(hours(1));
  const auto ended = [this] {
    return sale_.rows.EndedReservations(User("kim"), std::nullopt, 9).size();
  };
  WaitFor(kKept - hours(1) - microseconds(1));
  EXPECT_NE(sale_.rows.Find(cancelled), nullptr);
  EXPECT_EQ(ended(), 2U);
  EXPECT_EQ(sale_.rows.ReservationsMade(kim.key), 2);
  WaitFor(microseconds(1));
  for (const ReservationId id : {cancelled, expired}) {
    EXPECT_EQ(sale_.rows.Find(id), nullptr);
    EXPECT_TRUE(sale_.rows.ReservationsWith(base::BookingNumberOf(id)).empty());
    EXPECT_EQ(sale_.rows.reservations.count(id), 1U) << "the tables keep it";
  }
  EXPECT_EQ(ended(), 0U);
  EXPECT_EQ(sale_.rows.ReservationsMade(kim.key), 0);
  EXPECT_EQ(sale_.rows.reservations.at(expired).status, ReservationStatus::kExpired);
}

TEST_F(ArchiveTest, AReservationThatIsPaidStays) {
  sale_.TopUp("kim", 1'000'000);
  const Credential kim = sale_.Join("kim");
  const Reservation hold = sale_.Hold(kim, {1});
  const Reservation other = sale_.Hold(kim, {2});
  ASSERT_TRUE(sale_.Ask(sale_.PayCommand(kim, hold)));
  WaitFor(hours(48));
  EXPECT_EQ(Archived(), 1U);
  ASSERT_NE(sale_.rows.Find(hold.id), nullptr);
  EXPECT_EQ(sale_.rows.Find(hold.id)->status, ReservationStatus::kConfirmed);
  EXPECT_EQ(sale_.rows.OpenReservations(User("kim")).size(), 1U);
  EXPECT_EQ(sale_.rows.Find(other.id), nullptr);
}

TEST_F(ArchiveTest, ALaterTokenCannotChangeAReservationThatLeftMemory) {
  const Credential kim = sale_.Join("kim");
  const Reservation hold = sale_.Hold(kim, {1});
  sale_.Ask(CancelReservation{kim, hold.id}).value();
  Leave(kim);
  WaitFor(kKept);
  EXPECT_EQ(sale_.Refused(CancelReservation{kim, hold.id}), RefusalCode::kTokenExpired);
  const Credential later = sale_.Join("kim");
  EXPECT_EQ(sale_.Refused(ReadReservation{later, hold.id}), RefusalCode::kReservationUnknown);
  EXPECT_EQ(sale_.Refused(CancelReservation{later, hold.id}), RefusalCode::kReservationUnknown);
  EXPECT_EQ(sale_.Refused(sale_.PayCommand(later, hold)), RefusalCode::kReservationUnknown);
  EXPECT_EQ(sale_.Refused(ExchangeSeats{later, hold.id, {{2}}}), RefusalCode::kReservationUnknown);
  const ReservationPage all{.filter = ReservationFilter::kAll, .limit = 9};
  EXPECT_TRUE(sale_.Ask(ListReservations{.caller = later, .page = all})->empty());
}

class BoundedArchiveTest : public ArchiveTest {
 protected:
  BoundedArchiveTest() : ArchiveTest({.due_per_batch = 3}) {}
};

TEST_F(BoundedArchiveTest, ABatchArchivesNoMoreThanItsBoundAndNoCommandWaitsForTheRest) {
  for (int i = 0; i < 7; ++i) Visit("user" + std::to_string(i));
  Visit("other");
  sale_.now += kKept;
  for (const std::uint64_t archived : {3U, 6U, 8U, 8U}) {
    EXPECT_TRUE(PassTime(sale_.rows, sale_.now));
    EXPECT_EQ(Archived(), archived);
  }
}

TEST_F(BoundedArchiveTest, ATokenCountsWithTheReservationsOfItsTurn) {
  for (const char* const user : {"ann", "ben", "cat"}) {
    const Credential caller = sale_.Join(user);
    for (const std::uint32_t seat : {1U, 2U}) {
      sale_.Ask(CancelReservation{caller, sale_.Hold(caller, {seat}).id}).value();
    }
    Leave(caller);
  }
  sale_.now += kKept;
  for (const std::uint64_t archived : {1U, 2U, 3U}) {
    EXPECT_TRUE(PassTime(sale_.rows, sale_.now));
    EXPECT_EQ(Archived(), archived) << "one token and two reservations at a time";
  }
}

TEST_F(BoundedArchiveTest, WhatIsDueComesFirst) {
  Visit("ann");
  sale_.now += kKept - minutes(10);
  const Credential ben = sale_.Join("ben");
  sale_.Join("cat");
  sale_.Join("dan");  // waits for ben or cat
  sale_.now += minutes(10);
  // Ends two turns and admits dan: the bound is reached.
  EXPECT_TRUE(PassTime(sale_.rows, sale_.now));
  EXPECT_EQ(sale_.Token(ben).status, TokenStatus::kExpired);
  EXPECT_EQ(Archived(), 0U);
  EXPECT_TRUE(PassTime(sale_.rows, sale_.now));
  EXPECT_EQ(Archived(), 1U);
}

}  // namespace
}  // namespace onsale::domain
