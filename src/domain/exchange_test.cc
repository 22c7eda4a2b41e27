// Exchanging the seats of a hold.
#include <gtest/gtest.h>

#include "domain/sale_testing.h"

namespace onsale::domain {
namespace {

using std::chrono::minutes;

class ExchangeTest : public ::testing::Test {
 protected:
  ExchangeSeats Command(const Reservation& hold, const std::vector<std::uint32_t>& numbers) const {
    ExchangeSeats command{.caller = kim_, .id = hold.id};
    for (const std::uint32_t number : numbers) command.seats.push_back({number});
    return command;
  }
  ExchangeSeats::Answer Exchange(const Reservation& hold, std::vector<std::uint32_t> numbers) {
    return sale_.Ask(Command(hold, numbers));
  }
  RefusalCode Refused(const Reservation& hold, std::vector<std::uint32_t> numbers) {
    return sale_.Refused(Command(hold, numbers));
  }

  SmallSaleRows sale_{{.capacity = 3}};
  Credential kim_ = sale_.Join("kim");
  Credential lee_ = sale_.Join("lee");
};

TEST_F(ExchangeTest, WhatIsInBothStaysAndTheRestIsExchanged) {
  const Reservation hold = sale_.Hold(kim_, {5, 6});
  sale_.now += minutes(1);
  const auto answer = Exchange(hold, {6, 7});
  ASSERT_TRUE(answer.has_value());
  const Reservation& changed = answer->reservation;
  ASSERT_EQ(changed.seats.size(), 2U);
  EXPECT_EQ(changed.seats[0], hold.seats[1]);
  EXPECT_EQ(changed.seats[1].number, SeatNumber{7});
  EXPECT_EQ(changed.amount.minor, changed.seats[0].price.minor + changed.seats[1].price.minor);
  EXPECT_EQ(sale_.SeatAt(5).status, SeatStatus::kAvailable);
  EXPECT_EQ(sale_.SeatAt(6).reservation, hold.id);
  EXPECT_EQ(sale_.SeatAt(7).reservation, hold.id);
}

TEST_F(ExchangeTest, TheHoldKeepsItsEnd) {
  const Reservation hold = sale_.Hold(kim_, {1});
  sale_.now += minutes(2);
  ASSERT_TRUE(Exchange(hold, {2}).has_value());
  EXPECT_EQ(sale_.rows.reservations.at(hold.id).held_until, hold.held_until);
  EXPECT_EQ(sale_.SeatAt(2).held_until, hold.held_until);
}

TEST_F(ExchangeTest, AReturnedSeatEndsSoldOut) {
  const auto join = [this](const char* name) {
    return sale_.Ask(IssueToken{.user = User(name), .room = kSideRoom})->credential;
  };
  ASSERT_TRUE(sale_.Ask(ChangeRoom{"side", {.capacity = 3}, {}}));
  sale_.Hold(join("a"), {1, 2, 3, 4}, kDuoOne);
  sale_.Hold(join("b"), {5, 6, 7, 8}, kDuoOne);
  const Credential last = join("c");
  const Reservation hold = sale_.Hold(last, {9, 10}, kDuoOne);
  ASSERT_TRUE(sale_.rows.Find(kSideRoom)->sold_out);
  ASSERT_TRUE(sale_.Ask(ExchangeSeats{.caller = last, .id = hold.id, .seats = {{9}}}));
  EXPECT_FALSE(sale_.rows.Find(kSideRoom)->sold_out);
}

TEST_F(ExchangeTest, TheSameSeatsChangeNothing) {
  const Reservation hold = sale_.Hold(kim_, {1, 2});
  const auto changes = sale_.rows.changes;
  ASSERT_TRUE(Exchange(hold, {1, 2}).has_value());
  EXPECT_EQ(sale_.rows.changes, changes);
}

TEST_F(ExchangeTest, AllOrNothing) {
  sale_.Hold(lee_, {3});
  const Reservation hold = sale_.Hold(kim_, {1});
  EXPECT_EQ(Refused(hold, {2, 3}), RefusalCode::kSeatUnavailable);
  EXPECT_EQ(Refused(hold, {1, 4'000'000}), RefusalCode::kSeatUnknown);
  EXPECT_EQ(sale_.SeatAt(1).reservation, hold.id);
}

TEST_F(ExchangeTest, TheLimitOfABuyerHoldsAndTheOwnSeatsDoNotCountTwice) {
  const Reservation hold = sale_.Hold(kim_, {1, 2});
  sale_.Hold(kim_, {3});
  const auto most = static_cast<std::uint32_t>(
      sale_.rows.catalog().Find(sale_.rows.catalog().Find(kSoloOne)->concert)->seats_per_user_max);
  std::vector<std::uint32_t> numbers;
  for (std::uint32_t number = 4; number < 4 + most; ++number) numbers.push_back(number);
  EXPECT_EQ(Refused(hold, numbers), RefusalCode::kTooManySeats);
  numbers.pop_back();
  EXPECT_TRUE(Exchange(hold, numbers).has_value());
}

TEST_F(ExchangeTest, AfterTheTimeToChooseSeatsCanOnlyBeReleased) {
  sale_.now += minutes(9);
  const Reservation hold = sale_.Hold(kim_, {1, 2});
  sale_.now += minutes(2);
  EXPECT_EQ(Refused(hold, {1, 3}), RefusalCode::kTurnEnding);
  EXPECT_TRUE(Exchange(hold, {1}).has_value());
  EXPECT_EQ(sale_.SeatAt(2).status, SeatStatus::kAvailable);
}

TEST_F(ExchangeTest, OnlyALiveHoldOfTheBuyerCanBeExchanged) {
  EXPECT_EQ(Refused(sale_.Hold(lee_, {1}), {2}), RefusalCode::kReservationUnknown);
  const Reservation cancelled = sale_.Hold(kim_, {3});
  ASSERT_TRUE(sale_.Ask(CancelReservation{kim_, cancelled.id}).has_value());
  EXPECT_EQ(Refused(cancelled, {3}), RefusalCode::kReservationCancelled);
  const Reservation over = sale_.Hold(kim_, {4});
  sale_.now = over.held_until;
  EXPECT_EQ(Refused(over, {4}), RefusalCode::kHoldExpired);
}

}  // namespace
}  // namespace onsale::domain
