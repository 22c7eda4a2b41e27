// The waiting room: queue numbers, admission, turns and their ends.
#include "domain/admission.h"
#include "domain/limits.h"
#include "domain/room_testing.h"

namespace onsale::domain {
namespace {

using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

class QueueTest : public RoomTest {};

TEST_F(QueueTest, AnUnknownRoomGivesNoToken) {
  const auto answer = sale_.Ask(IssueToken{.user = User("kim"), .room = {99}});
  EXPECT_EQ(answer.error().code, RefusalCode::kRoomNotOpen);
}

// Regression: joining a room after its largest queue number failed an assertion of the store.
TEST_F(QueueTest, ARoomThatHasIssuedItsLastQueueNumberIsFull) {
  sale_.rows.rooms.at(kMainRoom).last_number = {kQueueNumberMax.value - 1};
  EXPECT_EQ(Issue("lee").credential.key.number, kQueueNumberMax);
  const auto answer = sale_.Ask(IssueToken{.user = User("kim"), .room = kMainRoom});
  EXPECT_EQ(answer.error().code, RefusalCode::kRoomFull);
}

TEST_F(QueueTest, ALaterBuyerDoesNotOvertakeTheQueue) {
  const TokenView a = Issue("a");
  Issue("b");
  const TokenView c = Issue("c");
  Leave(a.credential);
  // The slot that `a` freed is not offered yet, and `c` is ahead of the new buyer.
  const TokenView late = Issue("late");
  EXPECT_EQ(late.status, TokenStatus::kWaiting);
  sale_.PassTimeNow();
  EXPECT_EQ(Read(c.credential).status, TokenStatus::kActive);
  EXPECT_EQ(Read(late.credential).status, TokenStatus::kWaiting);
}

TEST_F(QueueTest, LeavingAgainChangesNothing) {
  const TokenView kim = Issue("kim");
  Leave(kim.credential);
  const auto changes = sale_.rows.changes;
  Leave(kim.credential);
  EXPECT_EQ(sale_.rows.changes, changes);
  EXPECT_EQ(Read(kim.credential).expiry_reason, ExpiryReason::kLeft);
}

TEST_F(QueueTest, ATokenWithAnotherIssueTimeIsInvalid) {
  Credential old = Issue("kim").credential;
  old.issued_at -= microseconds(1);
  EXPECT_EQ(sale_.Ask(ReadToken{old}).error().code, RefusalCode::kTokenInvalid);
}

TEST_F(QueueTest, AQueueNumberNeverIssuedIsInvalid) {
  Credential forged = Issue("kim").credential;
  forged.key.number.value += 1;
  EXPECT_EQ(sale_.Ask(ReadToken{forged}).error().code, RefusalCode::kTokenInvalid);
}

TEST_F(QueueTest, TheWaitIsUnknownUntilARateHasBeenMeasured) {
  Issue("a");
  Issue("b");
  EXPECT_EQ(Issue("c").estimated_wait, std::nullopt);
}

TEST_F(QueueTest, TheEstimateFollowsFromTheRateOfAdmissions) {
  Issue("a0");
  Issue("a1");
  std::vector<Credential> line;
  for (int i = 0; i < 40; ++i) line.push_back(Issue("w" + std::to_string(i)).credential);
  // A buyer leaves every six seconds, so the room admits ten buyers a minute.
  Credential leaver = Issue("a0").credential;
  for (std::size_t i = 0; i < 20; ++i) {
    sale_.now += seconds(6);
    Leave(leaver);
    sale_.PassTimeNow();
    leaver = line[i];
  }
  const TokenView tenth = Read(line[29]);
  EXPECT_EQ(tenth.ahead, 9);
  ASSERT_TRUE(tenth.estimated_wait.has_value());
  EXPECT_NEAR(static_cast<double>(tenth.estimated_wait->count()), 60, 6);
}

TEST_F(QueueTest, TheEstimateIsUnknownAfterTwoMinutesWithoutAdmissions) {
  Room room{.rate = {.start = sale_.now, .current = 60}};
  EXPECT_TRUE(EstimateWait(room, 0, sale_.now + minutes(1)).has_value());
  EXPECT_EQ(EstimateWait(room, 0, sale_.now + minutes(2)), std::nullopt);
}

}  // namespace
}  // namespace onsale::domain
