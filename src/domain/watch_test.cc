// What the server asks for those who listen.

#include <gtest/gtest.h>

#include "domain/sale_testing.h"

namespace onsale::domain {
namespace {

using std::chrono::seconds;

class WatchTest : public testing::Test {
 protected:
  WatchTest() {
    sale_.Ask(LeaveQueue{first_});
    sale_.PassTimeNow();
  }

  SmallSaleRows sale_{{.capacity = 1, .claim_time = seconds(30)}};
  const Credential first_ = sale_.Join("first");
  const Credential admitted_ = sale_.Join("admitted");
};

// A second for the pause that it was told while it waited.
TEST_F(WatchTest, LookingAtATokenDoesNotClaimItsTurn) {
  EXPECT_EQ(sale_.Ask(WatchToken{admitted_})->claim_before, sale_.now + seconds(31));
  EXPECT_FALSE(sale_.Token(admitted_).claimed);
}

TEST_F(WatchTest, ReadingATokenDoes) {
  EXPECT_EQ(sale_.Ask(ReadToken{admitted_})->claim_before, std::nullopt);
}

TEST_F(WatchTest, ATurnThatNobodyClaimedIsSeenToBeOver) {
  sale_.Join("waiting");
  sale_.now += seconds(31);
  sale_.PassTimeNow();
  const TokenView view = *sale_.Ask(WatchToken{admitted_});
  EXPECT_EQ(view.status, TokenStatus::kExpired);
  EXPECT_EQ(view.expiry_reason, ExpiryReason::kNoShow);
}

TEST_F(WatchTest, ATokenOfAnotherSaleIsNotSeen) {
  Credential other = admitted_;
  other.issued_at += seconds(1);
  EXPECT_EQ(sale_.Ask(WatchToken{other}).error().code, RefusalCode::kTokenInvalid);
}

TEST_F(WatchTest, SeatsAreSeenAsTheyAre) {
  sale_.Hold(admitted_, {1, 2});
  const SeatMapPtr map = *sale_.Ask(WatchSeats{kSoloOne});
  EXPECT_EQ(map->available, 8);
  EXPECT_EQ(map->statuses.at(0), SeatStatus::kHeld);
}

}  // namespace
}  // namespace onsale::domain
