// Fingerprints: equal for equal commands, different for different ones.
#include "domain/fingerprint.h"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

namespace onsale::domain {
namespace {

const UserId kFan = UserId::Parse("kim").value();
const UserId kLee = UserId::Parse("lee").value();

ReservationId Reserved(std::uint8_t last) {
  ReservationId id;
  id.uuid.bytes.back() = last;
  return id;
}

TEST(FingerprintTest, DifferentCommandsHaveDifferentFingerprints) {
  const std::vector<Fingerprint> all = {
      FingerprintOf(IssueToken{.user = kFan, .room = kMainRoom}),
      FingerprintOf(IssueToken{.user = kLee, .room = kMainRoom}),
      FingerprintOf(IssueToken{.user = kFan, .room = {2}}),
      FingerprintOf(HoldSeats{.show = {1}, .seats = {{1}}}),
      FingerprintOf(HoldSeats{.show = {2}, .seats = {{1}}}),
      FingerprintOf(HoldSeats{.show = {1}, .seats = {{2}}}),
      FingerprintOf(HoldSeats{.show = {1}, .seats = {{1}, {2}}}),
      FingerprintOf(HoldSeats{.show = {1}, .best = BestSeats{.count = 1}}),
      FingerprintOf(HoldSeats{.show = {1}, .best = BestSeats{.count = 2}}),
      FingerprintOf(HoldSeats{.show = {1}, .best = BestSeats{.count = 1, .category = "a"}}),
      FingerprintOf(HoldSeats{.show = {1}, .best = BestSeats{.count = 1, .section = "a"}}),
      FingerprintOf(
          HoldSeats{.show = {1}, .best = BestSeats{.count = 1, .together = Together::kAny}}),
      FingerprintOf(HoldSeats{.show = {1}, .best = BestSeats{.count = 1, .accessible = true}}),
      FingerprintOf(TopUpBalance{.user = kFan, .amount = {1}}),
      FingerprintOf(TopUpBalance{.user = kLee, .amount = {1}}),
      FingerprintOf(TopUpBalance{.user = kFan, .amount = {2}}),
      FingerprintOf(PayReservation{.id = Reserved(1)}),
      FingerprintOf(PayReservation{.id = Reserved(2)}),
      FingerprintOf(PayReservation{.id = Reserved(1), .others = {{Reserved(2), {}}}}),
      FingerprintOf(PayReservation{.id = Reserved(1), .others = {{Reserved(3), {}}}}),
      FingerprintOf(PayReservation{.id = Reserved(1), .expected_amount = Money{}}),
      FingerprintOf(PayReservation{.id = Reserved(1), .expected_amount = kPriceMax})};
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(all[i], all[j]) << i << " and " << j;
  }
}

TEST(FingerprintTest, ARetryWithFreshIdsHasTheSameFingerprint) {
  const HoldSeats first{.caller = {.key = {kMainRoom, {1}}},
                        .show = {1},
                        .seats = {{1}, {2}},
                        .fresh_id = Reserved(1),
                        .idempotency_key = IdempotencyKey{.key = "k"}};
  const HoldSeats again{.caller = {.key = {kMainRoom, {1}}},
                        .show = {1},
                        .seats = {{1}, {2}},
                        .fresh_id = Reserved(2)};
  EXPECT_EQ(FingerprintOf(first), FingerprintOf(again));
}

// Regression: a hold retried in a later turn got the stored answer, HELD, of a reservation that had
// ended with the earlier turn.
TEST(FingerprintTest, AHoldInAnotherTurnHasAnotherFingerprint) {
  const HoldSeats hold{.caller = {.key = {kMainRoom, {1}}}, .show = {1}, .seats = {{1}}};
  HoldSeats later = hold;
  later.caller.key.number = {2};
  HoldSeats elsewhere = hold;
  elsewhere.caller.key.room = {2};
  EXPECT_NE(FingerprintOf(hold), FingerprintOf(later));
  EXPECT_NE(FingerprintOf(hold), FingerprintOf(elsewhere));
}

TEST(FingerprintTest, APaymentWithAnotherTokenHasTheSameFingerprint) {
  const PayReservation first{.caller = {.key = {kMainRoom, {1}}}, .id = Reserved(1)};
  const PayReservation again{.caller = {.key = {kMainRoom, {9}}}, .id = Reserved(1)};
  EXPECT_EQ(FingerprintOf(first), FingerprintOf(again));
}

// Persisted, so later programs must compute the same fingerprint: SHA-256 of 03 03 "kim" 02.
TEST(FingerprintTest, IsTheDigestOfTheDocumentedBytes) {
  const Fingerprint top_up = FingerprintOf(TopUpBalance{.user = kFan, .amount = {1}});
  const base::Sha256Digest digest = base::Sha256Of(std::string_view("\x03\x03kim\x02", 6));
  Fingerprint expected;
  std::memcpy(&expected.high, &digest.bytes[0], 8);
  std::memcpy(&expected.low, &digest.bytes[8], 8);
  std::memcpy(&expected.third, &digest.bytes[16], 8);
  std::memcpy(&expected.fourth, &digest.bytes[24], 8);
  EXPECT_EQ(top_up, expected);
}

}  // namespace
}  // namespace onsale::domain
