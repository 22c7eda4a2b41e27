// Holds: what the scripts of src/engine/scenarios cannot ask; rows, the sweep, and old tokens.
#include <gtest/gtest.h>

#include "base/mix.h"
#include "domain/sale_testing.h"

namespace onsale::domain {
namespace {

using std::chrono::microseconds;
using std::chrono::minutes;

class HoldTest : public ::testing::Test {
 protected:
  SmallSaleRows sale_{{.capacity = 3}};
  Credential kim_ = sale_.Join("kim");
  Credential lee_ = sale_.Join("lee");
};

TEST_F(HoldTest, ASeatHasThePriceOfItsShow) {
  CatalogSpec spec = SmallSale({.capacity = 3});
  for (Price& price : spec.rows.prices) price.amount.minor += price.show.value;
  ASSERT_TRUE(sale_.Ask(LoadCatalog{spec}));
  EXPECT_EQ(sale_.Hold(kim_, {5, 6}).amount, Money{152});
  EXPECT_EQ(sale_.Hold(kim_, {5, 6}, kSoloTwo).amount, Money{154});
}

// Regression: after a restore, a command built from the newer catalogue ended the process.
TEST_F(HoldTest, AnUnknownShowIsNotOnSale) {
  EXPECT_EQ(sale_.Refused(sale_.HoldCommand(kim_, {5}, ShowId{99})), RefusalCode::kShowNotOnSale);
  EXPECT_TRUE(sale_.Ask(ListShows{kim_, ConcertId{99}})->empty());
  EXPECT_TRUE((*sale_.Ask(ReadSeats{kim_, ShowId{99}}))->statuses.empty());
}

TEST_F(HoldTest, ASeatIsFreeAtHeldUntilBeforeTheSweep) {
  const Reservation hold = sale_.Hold(kim_, {1});
  sale_.now = hold.held_until;
  const Reservation next = sale_.Hold(lee_, {1});
  EXPECT_EQ(sale_.SeatAt(1).reservation, next.id);
}

TEST_F(HoldTest, SweepingAnOldHoldDoesNotTakeTheSeatFromItsNextOwner) {
  const Reservation old = sale_.Hold(kim_, {1, 2});
  sale_.now = old.held_until;
  const Reservation next = sale_.Hold(lee_, {1});
  sale_.PassTimeNow();
  EXPECT_EQ(sale_.SeatAt(1).reservation, next.id);
  EXPECT_EQ(sale_.SeatAt(2).status, SeatStatus::kAvailable);
  EXPECT_EQ(sale_.rows.reservations.at(old.id).status, ReservationStatus::kExpired);
}

TEST_F(HoldTest, AnOverdueHoldReadsAsExpired) {
  const Reservation hold = sale_.Hold(kim_, {1});
  sale_.now = hold.held_until - microseconds(1);
  EXPECT_EQ(sale_.Ask(ReadReservation{kim_, hold.id}).value().reservation.status,
            ReservationStatus::kHeld);
  sale_.now = hold.held_until;
  EXPECT_EQ(sale_.Ask(ReadReservation{kim_, hold.id}).value().reservation.status,
            ReservationStatus::kExpired);
  EXPECT_TRUE(sale_.Ask(ListReservations{kim_}).value().empty());
}

TEST_F(HoldTest, RefusalsComeInOrderOfPrecedence) {
  // Each command also meets conditions of refusals that come after the expected one: a show of
  // another room, and seats that are too many, unknown, or held by another buyer.
  sale_.Hold(lee_, {1});
  sale_.Join("park");
  const Credential waiting = sale_.Join("waiting");
  Credential unknown = kim_;
  unknown.issued_at += microseconds(1);
  HoldSeats bad = sale_.HoldCommand(unknown, {1, 2, 3, 4, 5, 99}, kDuoOne);
  EXPECT_EQ(sale_.Refused(bad), RefusalCode::kTokenInvalid);
  bad.caller = waiting;
  EXPECT_EQ(sale_.Refused(bad), RefusalCode::kTokenWaiting);
  bad.caller = kim_;
  EXPECT_EQ(sale_.Refused(bad), RefusalCode::kTokenWrongRoom);
  sale_.now = sale_.rows.catalog().Find(kDuoOne)->sale_closes_at;
  EXPECT_EQ(sale_.Refused(bad), RefusalCode::kTokenExpired);
}

class SaleWindowTest : public HoldTest {
 protected:
  void SetWindow(Time opens, Time closes) {
    CatalogRows rows = sale_.rows.catalog().rows();
    rows.shows[0].sale_opens_at = opens;
    rows.shows[0].sale_closes_at = closes;
    sale_.rows.Put(std::make_shared<const Catalog>(std::move(rows)));
  }
};

TEST_F(SaleWindowTest, ASaleIsOpenFromSaleOpensAt) {
  SetWindow(sale_.now + microseconds(1), sale_.now + minutes(1));
  EXPECT_EQ(sale_.Refused(sale_.HoldCommand(kim_, {1})), RefusalCode::kShowNotOnSale);
  sale_.now += microseconds(1);
  sale_.Hold(kim_, {1});
}

TEST_F(SaleWindowTest, ASaleIsOverAtSaleClosesAt) {
  SetWindow(Time{}, sale_.now + minutes(1));
  sale_.now += minutes(1) - microseconds(1);
  sale_.Hold(kim_, {1});
  sale_.now += microseconds(1);
  EXPECT_EQ(sale_.Refused(sale_.HoldCommand(kim_, {2})), RefusalCode::kShowNotOnSale);
}

TEST_F(SaleWindowTest, OnlyShowsOnSaleWithASeatAreListed) {
  SetWindow(sale_.now + minutes(1), sale_.now + minutes(2));
  auto shows = sale_.Ask(ListShows{kim_, ConcertId{1}}).value();
  ASSERT_EQ(shows.size(), 1U);
  EXPECT_EQ(shows[0].show, kSoloTwo);
  EXPECT_EQ(shows[0].seats_available, 10);
  EXPECT_EQ(shows[0].seats_total, 10);
}

class CancelTest : public HoldTest {};

// Regression: an expired token could cancel its buyer's later holds.
TEST_F(CancelTest, AnExpiredTokenCannotCancelTheBuyersLaterHolds) {
  sale_.Ask(LeaveQueue{kim_}).value();
  const Credential again = sale_.Join("kim");
  const Reservation hold = sale_.Hold(again, {1});
  EXPECT_EQ(sale_.Ask(CancelReservation{kim_, hold.id}).error().code, RefusalCode::kTokenExpired);
  EXPECT_EQ(sale_.SeatAt(1).status, SeatStatus::kHeld);
  EXPECT_TRUE(sale_.Ask(CancelReservation{again, hold.id}).has_value());
}

TEST_F(CancelTest, AnExpiredTokenReadsForADay) {
  const Reservation hold = sale_.Hold(kim_, {1});
  sale_.Ask(LeaveQueue{kim_}).value();
  const Time last = sale_.Token(kim_).active_until + kReadTime;
  sale_.now = last - std::chrono::microseconds(1);
  EXPECT_TRUE(sale_.Ask(ReadReservation{kim_, hold.id}).has_value());
  EXPECT_TRUE(sale_.Ask(ListReservations{kim_}).has_value());
  EXPECT_TRUE(sale_.Ask(ReadToken{kim_}).has_value());
  EXPECT_TRUE(sale_.Ask(WatchToken{kim_}).has_value());
  sale_.now = last;
  EXPECT_EQ(sale_.Ask(ReadReservation{kim_, hold.id}).error().code, RefusalCode::kTokenExpired);
  EXPECT_EQ(sale_.Ask(ListReservations{kim_}).error().code, RefusalCode::kTokenExpired);
  EXPECT_EQ(sale_.Ask(ReadToken{kim_}).error().code, RefusalCode::kTokenExpired);
  EXPECT_EQ(sale_.Ask(WatchToken{kim_}).error().code, RefusalCode::kTokenExpired);
}

TEST_F(CancelTest, AfterADayATokenGetsNoStoredAnswerOfALaterTurn) {
  sale_.Ask(LeaveQueue{kim_}).value();
  sale_.now += kReadTime - std::chrono::hours(1);
  const Credential later = sale_.Join("kim");
  sale_.TopUp("kim", 1000);
  HoldSeats hold{.caller = later,
                 .show = {1},
                 .seats = {{1}},
                 .fresh_id = {sale_.ids.Next()},
                 .idempotency_key = IdempotencyKey{.key = "hold", .fingerprint = {1}}};
  const Reservation held = sale_.Ask(hold).value().reservation;
  PayReservation pay{.caller = later,
                     .id = held.id,
                     .fresh_id = {sale_.ids.Next()},
                     .idempotency_key = IdempotencyKey{.key = "pay", .fingerprint = {2}}};
  ASSERT_TRUE(sale_.Ask(pay).has_value());
  hold.caller = kim_;
  pay.caller = kim_;
  EXPECT_TRUE(sale_.Ask(hold).has_value());
  EXPECT_TRUE(sale_.Ask(pay).has_value());
  sale_.now += std::chrono::hours(2);
  EXPECT_EQ(sale_.Ask(hold).error().code, RefusalCode::kTokenExpired);
  EXPECT_EQ(sale_.Ask(pay).error().code, RefusalCode::kTokenExpired);
}

class FindTest : public HoldTest {
 protected:
  std::vector<ReservationId> Found(const FindReservations& command) {
    std::vector<ReservationId> ids;
    const auto found = sale_.Ask(command);
    for (const auto& view : found.value()) ids.push_back(view.reservation.id);
    return ids;
  }
};

TEST_F(FindTest, AListNamesTheUserOfItsToken) {
  const Reservation hold = sale_.Hold(kim_, {1});
  const auto own = sale_.Ask(ListReservations{.caller = kim_, .user = User("kim")});
  EXPECT_EQ(own.value().at(0).reservation.id, hold.id);
  EXPECT_EQ(sale_.Ask(ListReservations{.caller = lee_, .user = User("kim")}).error().code,
            RefusalCode::kOtherUser);
}

// Regression: when a buyer had lost the token, or the room was closed, nobody could find out.
TEST_F(FindTest, AReservationIsFoundByUserIdAndSeat) {
  const Reservation first = sale_.Hold(kim_, {1, 2});
  const Reservation second = sale_.Hold(kim_, {3});
  const Reservation other = sale_.Hold(lee_, {4});
  EXPECT_EQ(Found({.user = User("kim")}), (std::vector{second.id, first.id}));
  EXPECT_EQ(Found({.id = first.id}), std::vector{first.id});
  EXPECT_EQ(Found({.seat = {{1}, {2}}}), std::vector{first.id});
  EXPECT_EQ(Found({.seat = {{1}, {4}}}), std::vector{other.id});
}

TEST_F(FindTest, AReservationIsFoundByItsBookingNumberInAnyStatus) {
  const Reservation hold = sale_.Hold(kim_, {1});
  sale_.Hold(lee_, {2});
  const BookingNumber number = base::BookingNumberOf(hold.id);
  EXPECT_EQ(Found({.number = number}), std::vector{hold.id});
  sale_.now = hold.held_until;
  EXPECT_EQ(sale_.Ask(FindReservations{.number = number}).value().at(0).reservation.status,
            ReservationStatus::kExpired);
  EXPECT_TRUE(Found({.number = {number.value - 1}}).empty());
}

// Another id with the same booking number.
ReservationId Twin(ReservationId id) {
  const auto word = [&id](std::size_t from) {
    std::uint64_t word = 0;
    for (std::size_t i = from; i < from + 8; ++i) word = (word << 8) | id.uuid.bytes[i];
    return word;
  };
  // The number depends on the exclusive or of the second half and the mixed first half.
  const std::uint64_t high = word(0) + 1;
  const std::uint64_t low = word(8) ^ base::Mix(word(0)) ^ base::Mix(high);
  ReservationId twin = id;
  for (std::size_t i = 0; i < 8; ++i) {
    twin.uuid.bytes[i] = static_cast<std::uint8_t>(high >> (56 - 8 * i));
    twin.uuid.bytes[8 + i] = static_cast<std::uint8_t>(low >> (56 - 8 * i));
  }
  return twin;
}

TEST_F(HoldTest, TwoReservationsNeverHaveOneBookingNumber) {
  const Reservation first = sale_.Hold(kim_, {1});
  const ReservationId twin = Twin(first.id);
  ASSERT_NE(twin, first.id);
  ASSERT_EQ(base::BookingNumberOf(twin), base::BookingNumberOf(first.id));
  HoldSeats command = sale_.HoldCommand(lee_, {2});
  command.fresh_id = twin;
  const auto held = sale_.Ask(command);
  ASSERT_TRUE(held.has_value());
  const ReservationId id = held->reservation.id;
  EXPECT_NE(id, twin);
  EXPECT_EQ(sale_.SeatAt(2).reservation, id);
  EXPECT_NE(base::BookingNumberOf(id), base::BookingNumberOf(first.id));
}

TEST_F(FindTest, WhatDoesNotExistIsNotFound) {
  EXPECT_TRUE(Found({.user = User("nobody")}).empty());
  EXPECT_TRUE(Found({.id = {sale_.ids.Next()}}).empty());
  EXPECT_TRUE(Found({.seat = {{1}, {5}}}).empty());
  EXPECT_TRUE(Found({.seat = {{1}, {999}}}).empty());
  EXPECT_TRUE(Found({.seat = {{99}, {1}}}).empty());
}

TEST_F(FindTest, AHoldThatIsOverHasNoSeatBeforeTheSweep) {
  const Reservation hold = sale_.Hold(kim_, {1});
  sale_.now = hold.held_until;
  EXPECT_TRUE(Found({.user = User("kim")}).empty());
  EXPECT_TRUE(Found({.seat = {{1}, {1}}}).empty());
  EXPECT_EQ(sale_.Ask(FindReservations{.id = hold.id}).value().at(0).reservation.status,
            ReservationStatus::kExpired);
}

TEST_F(FindTest, ASoldSeatIsFoundAfterTheTurn) {
  sale_.TopUp("kim", 100);
  const Reservation hold = sale_.Hold(kim_, {1});
  ASSERT_TRUE(sale_.Ask(sale_.PayCommand(kim_, hold)).has_value());
  sale_.now += 10 * kReadTime;
  EXPECT_EQ(Found({.seat = {{1}, {1}}}), std::vector{hold.id});
  EXPECT_EQ(Found({.user = User("kim")}), std::vector{hold.id});
}

}  // namespace
}  // namespace onsale::domain
