// Tests the versions of seat maps on a node that decides and on one that follows its commits.
#include <gtest/gtest.h>

#include "store/memory/memory_rows.h"

namespace onsale::store {
namespace {

using namespace domain;

constexpr ShowId kWatched{1};
constexpr ShowId kOther{2};

class SeatVersionsTest : public testing::Test {
 protected:
  SeatVersionsTest() {
    for (MemoryRows* const rows : {&deciding_, &following_}) {
      PutSeat(*rows, kWatched, SeatStatus::kAvailable);
      PutSeat(*rows, kOther, SeatStatus::kAvailable);
      rows->FinishLoading(6);
      rows->KeepUndo();
    }
    deciding_.StartBatch(7);
  }
  static void PutSeat(MemoryRows& rows, ShowId show, SeatStatus status) {
    rows.Put(Seat{.key = {show, {1}}, .status = status});
  }
  SeatMapPtr MapAfter(SeatStatus status) {
    PutSeat(deciding_, kWatched, status);
    return deciding_.Seats(kWatched);
  }
  static void Commit(MemoryRows& rows) {
    std::string changes;
    rows.TakeChanges(changes);
    rows.SettleBatch();
  }
  void Follow(std::uint64_t commit, ShowId show, SeatStatus status) {
    following_.FollowBatch(commit);
    PutSeat(following_, show, status);
    following_.SettleBatch();
  }
  std::uint64_t Decided() { return deciding_.Seats(kWatched)->version; }
  std::uint64_t Followed() { return following_.Seats(kWatched)->version; }

  MemoryRows deciding_;
  MemoryRows following_;
};

// Regression: the deciding node kept the version that it gave during the batch.
TEST_F(SeatVersionsTest, TheLastMapOfABatchGetsTheVersionOfTheCommitOnBothNodes) {
  const SeatMapPtr last = MapAfter(SeatStatus::kHeld);
  Commit(deciding_);
  Follow(7, kWatched, SeatStatus::kHeld);
  EXPECT_EQ(last->version, Followed());
  EXPECT_EQ(deciding_.Seats(kWatched), last);  // it is not made again
}

TEST_F(SeatVersionsTest, DifferentMapsOfABatchHaveRisingVersions) {
  const std::uint64_t before = Decided();
  const SeatMapPtr first = MapAfter(SeatStatus::kHeld);
  const SeatMapPtr second = MapAfter(SeatStatus::kAvailable);
  const SeatMapPtr third = MapAfter(SeatStatus::kSold);
  Commit(deciding_);
  EXPECT_LT(before, first->version);
  EXPECT_LT(first->version, second->version);
  EXPECT_LT(second->version, third->version);
}

TEST_F(SeatVersionsTest, AMapOfAnEarlierCommitKeepsItsVersion) {
  const SeatMapPtr map = MapAfter(SeatStatus::kHeld);
  Commit(deciding_);
  const std::uint64_t version = map->version;
  deciding_.StartBatch(8);
  PutSeat(deciding_, kWatched, SeatStatus::kSold);
  Commit(deciding_);
  EXPECT_EQ(map->version, version);
  EXPECT_GT(Decided(), version);
}

TEST_F(SeatVersionsTest, AChangeOfAnotherShowChangesNoVersion) {
  const std::uint64_t before = Decided();
  PutSeat(deciding_, kOther, SeatStatus::kHeld);
  Commit(deciding_);
  Follow(7, kOther, SeatStatus::kHeld);
  EXPECT_EQ(Decided(), before);
  EXPECT_EQ(Followed(), before);
}

TEST_F(SeatVersionsTest, UndoRestoresTheVersion) {
  const std::uint64_t before = Decided();
  MapAfter(SeatStatus::kHeld);
  deciding_.UndoBatch();
  EXPECT_EQ(Decided(), before);
  EXPECT_EQ(deciding_.Seats(kWatched)->statuses.at(0), SeatStatus::kAvailable);
}

TEST_F(SeatVersionsTest, ABatchDecidedAgainGivesTheVersionOfItsCommit) {
  MapAfter(SeatStatus::kHeld);
  deciding_.UndoBatch();
  deciding_.FollowBatch(7);
  PutSeat(deciding_, kWatched, SeatStatus::kHeld);
  deciding_.SettleBatch();
  deciding_.StartBatch(8);
  PutSeat(deciding_, kWatched, SeatStatus::kSold);
  Commit(deciding_);
  Follow(7, kWatched, SeatStatus::kHeld);
  Follow(8, kWatched, SeatStatus::kSold);
  EXPECT_EQ(Decided(), Followed());
}

TEST_F(SeatVersionsTest, AnErasedSeatChangesTheVersionOnBothNodes) {
  const std::uint64_t before = Decided();
  deciding_.Erase(SeatKey{kWatched, {1}});
  Commit(deciding_);
  following_.FollowBatch(7);
  following_.Erase(SeatKey{kWatched, {1}});
  following_.SettleBatch();
  EXPECT_GT(Decided(), before);
  EXPECT_EQ(Decided(), Followed());
}

}  // namespace
}  // namespace onsale::store
