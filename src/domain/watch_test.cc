// Commands that the server sends for open streams.

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

// claim_before is 31 seconds after the admission: one second for the pause that the buyer may have
// received, then the claim time of 30 seconds.
TEST_F(WatchTest, WatchingATokenDoesNotClaimItsTurn) {
  EXPECT_EQ(sale_.Ask(WatchToken{admitted_})->claim_before, sale_.now + seconds(31));
  EXPECT_FALSE(sale_.Token(admitted_).claimed);
}

TEST_F(WatchTest, ReadingATokenClaimsItsTurn) {
  EXPECT_EQ(sale_.Ask(ReadToken{admitted_})->claim_before, std::nullopt);
}

TEST_F(WatchTest, WatchingShowsTheEndOfAnUnclaimedTurn) {
  sale_.Join("waiting");
  sale_.now += seconds(31);
  sale_.PassTimeNow();
  const TokenView view = *sale_.Ask(WatchToken{admitted_});
  EXPECT_EQ(view.status, TokenStatus::kExpired);
  EXPECT_EQ(view.expiry_reason, ExpiryReason::kNoShow);
}

TEST_F(WatchTest, ATokenWithAnotherIssueTimeIsInvalid) {
  Credential other = admitted_;
  other.issued_at += seconds(1);
  EXPECT_EQ(sale_.Ask(WatchToken{other}).error().code, RefusalCode::kTokenInvalid);
}

TEST_F(WatchTest, WatchingShowsSeatStatuses) {
  sale_.Hold(admitted_, {1, 2});
  const SeatMapPtr map = *sale_.Ask(WatchSeats{kSoloOne});
  EXPECT_EQ(map->available, 8);
  EXPECT_EQ(map->statuses.at(0), SeatStatus::kHeld);
}

}  // namespace
}  // namespace onsale::domain
