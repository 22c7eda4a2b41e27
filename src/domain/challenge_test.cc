// When a new buyer has to solve a challenge before joining a line.
#include <optional>

#include "domain/fingerprint.h"
#include "domain/room_testing.h"

namespace onsale::domain {
namespace {

using enum ChallengeNeed;

class ChallengeTest : public RoomTest {
 protected:
  IssueToken JoinWith(std::string_view user, ChallengeNeed need) {
    return {.user = User(user), .room = kMainRoom, .challenge = need};
  }
  // `ok`, or the refusal's code.
  std::optional<RefusalCode> Refusal(std::string_view user, ChallengeNeed need) {
    const auto answer = sale_.Ask(JoinWith(user, need));
    if (answer) return std::nullopt;
    return answer.error().code;
  }
};

TEST_F(ChallengeTest, WhoeverJoinsNoLineSolvesNoChallenge) {
  EXPECT_EQ(Refusal("a", kAnyLine), std::nullopt);
  EXPECT_EQ(Refusal("b", kLongLine), std::nullopt);
  // Both slots are taken, but nobody is ahead.
  EXPECT_EQ(Refusal("first", kAnyLine), std::nullopt);
}

TEST_F(ChallengeTest, AnyLineIsRefusedUnlessTheChallengeIsSolved) {
  for (const char* const user : {"a", "b", "c"}) Issue(user);
  EXPECT_EQ(sale_.Refused(JoinWith("d", kAnyLine)), RefusalCode::kChallengeRequired);
  EXPECT_EQ(Refusal("d", kLongLine), std::nullopt) << "one waits, and the room has two places";
  EXPECT_EQ(Refusal("e", kNever), std::nullopt);
}

TEST_F(ChallengeTest, ALongLineHasMoreBuyersThanTheRoomHasPlaces) {
  for (const char* const user : {"a", "b", "c", "d"}) Issue(user);
  EXPECT_EQ(Refusal("e", kLongLine), std::nullopt) << "two wait, and the room has two places";
  EXPECT_EQ(sale_.Refused(JoinWith("f", kLongLine)), RefusalCode::kChallengeRequired);
}

TEST_F(ChallengeTest, WhoeverHasALiveTokenGetsItWithoutAChallenge) {
  for (const char* const user : {"a", "b", "c", "d"}) Issue(user);
  const auto again = sale_.Ask(JoinWith("d", kAnyLine));
  ASSERT_TRUE(again.has_value());
  EXPECT_FALSE(again->created);
}

// Nobody works for a call that is refused all the same.
TEST_F(ChallengeTest, EveryOtherRefusalComesFirst) {
  sale_.rows.rooms.at(kMainRoom).policy.waiting_max = 1;
  for (const char* const user : {"a", "b", "c"}) Issue(user);
  EXPECT_EQ(Refusal("d", kAnyLine), RefusalCode::kRoomFull);
  sale_.rows.rooms.at(kMainRoom).state = RoomState::kClosed;
  EXPECT_EQ(Refusal("d", kAnyLine), RefusalCode::kRoomNotOpen);
}

TEST_F(ChallengeTest, ACallWithTheSameIdempotencyKeyIsTheSameCallWithAProof) {
  for (const char* const user : {"a", "b", "c"}) Issue(user);
  IssueToken join = JoinWith("d", kAnyLine);
  join.idempotency_key = IdempotencyKey{.key = "k", .fingerprint = FingerprintOf(join)};
  EXPECT_EQ(sale_.Refused(join), RefusalCode::kChallengeRequired);
  join.challenge = kNever;
  EXPECT_EQ(FingerprintOf(join), join.idempotency_key->fingerprint);
  EXPECT_TRUE(sale_.Ask(join).has_value());
  // The stored answer needs no proof.
  join.challenge = kAnyLine;
  EXPECT_TRUE(sale_.Ask(join).has_value());
}

}  // namespace
}  // namespace onsale::domain
