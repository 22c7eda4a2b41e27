// Tests that undoing a batch leaves rows and indexes as they were before it.
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "domain/decide.h"
#include "store/memory/memory_rows.h"
#include "store/memory/row_changes.h"
#include "store/memory/row_dump_testing.h"
#include "store/store_contract_testing.h"

namespace onsale::store {
namespace {

using namespace domain;

class UndoTest : public testing::Test {
 protected:
  UndoTest() {
    rows_.FinishLoading(0);
    rows_.KeepUndo();
    loaded_ = Run({LoadCatalog{ContractSale({.capacity = 3})}});
  }
  // Runs one batch and returns its changes as bytes.
  std::string Run(const std::vector<Command>& commands) {
    rows_.StartBatch(++batch_);
    return Decide(commands);
  }
  std::string Decide(const std::vector<Command>& commands) {
    const auto outcomes = DecideBatch(commands, rows_, now_);
    for (const Outcome& outcome : *outcomes) Learn(outcome);
    std::string changes;
    rows_.TakeChanges(changes);
    return changes;
  }
  void Undo() {
    rows_.UndoBatch();
    --batch_;
  }
  void Learn(const Outcome& outcome) {
    if (const auto* issued = std::get_if<OutcomeFor<IssueToken>>(&outcome)) {
      if (issued->answer) callers_.push_back(issued->answer->credential);
    }
    if (const auto* held = std::get_if<OutcomeFor<HoldSeats>>(&outcome)) {
      if (held->answer) held_.push_back(held->answer->reservation.id);
    }
  }
  Credential Caller() {
    return callers_.empty() ? Credential{} : callers_[random_() % callers_.size()];
  }
  ReservationId Held() { return held_.empty() ? ReservationId{} : held_[random_() % held_.size()]; }
  UserId User() { return ContractUser("user-" + std::to_string(random_() % 9)); }
  Command Next() {
    const IdempotencyKey idempotency_key{.key = "k" + std::to_string(random_() % 9),
                                         .fingerprint = {1, 1}};
    switch (random_() % 7) {
      case 0:
        return IssueToken{.user = User(), .room = {1}};
      case 1:
        return ChargeBalance{.user = User(),
                             .amount = {70},
                             .fresh_id = {ids_.Next()},
                             .idempotency_key = idempotency_key};
      case 2:
      case 3:
        return HoldSeats{.caller = Caller(),
                         .show = {1},
                         .seats = {{static_cast<std::uint32_t>(1 + random_() % 10)}},
                         .fresh_id = {ids_.Next()}};
      case 4:
        return PayReservation{.caller = Caller(), .id = Held(), .fresh_id = {ids_.Next()}};
      case 5:
        return CancelReservation{Caller(), Held()};
      default:
        return LeaveQueue{Caller()};
    }
  }
  std::vector<Command> Some() {
    std::vector<Command> commands(1 + random_() % 12);
    for (Command& command : commands) command = Next();
    return commands;
  }

  MemoryRows rows_;
  std::string loaded_;
  std::uint64_t batch_ = 0;
  Time now_{std::chrono::hours(24)};
  std::mt19937_64 random_{3};
  base::CountingUuidSource ids_;
  std::vector<Credential> callers_;
  std::vector<ReservationId> held_;
};

TEST_F(UndoTest, UndoRestoresTheRows) {
  for (int i = 0; i < 500; ++i) {
    now_ += std::chrono::seconds(random_() % 40);
    const auto before = DumpRows(rows_);
    const auto due = rows_.NextDue();
    Run(Some());
    Undo();
    ASSERT_EQ(DumpRows(rows_), before) << i;
    ASSERT_EQ(rows_.NextDue(), due) << i;
    Run(Some());
  }
  EXPECT_GT(held_.size(), 50U);
}

TEST_F(UndoTest, ABatchOfSeveralPartsIsUndoneAsOne) {
  for (int i = 0; i < 300; ++i) {
    now_ += std::chrono::seconds(random_() % 40);
    const auto before = DumpRows(rows_);
    Run(Some());
    for (int part = 0; part < 3; ++part) {
      rows_.ContinueBatch();
      Decide(Some());
    }
    Undo();
    ASSERT_EQ(DumpRows(rows_), before) << i;
    Run(Some());
  }
}

TEST_F(UndoTest, ABatchAfterAnUndoneOneChangesTheSameRowsAsWithoutIt) {
  MemoryRows& rows = rows_;
  for (int i = 0; i < 300; ++i) {
    now_ += std::chrono::seconds(random_() % 40);
    const auto commands = Some();
    const std::string first = Run(commands);
    Undo();
    Run(Some());
    Undo();
    ASSERT_EQ(Run(commands), first) << i;
  }
  EXPECT_GT(rows.AvailableSeats({1}), 0);
}

TEST_F(UndoTest, AnotherNodesCommitsGiveTheSameRows) {
  MemoryRows other;
  other.FinishLoading(0);
  for (std::uint64_t batch = 0;
       const std::string& changes : {loaded_, Run({LoadCatalog{ContractSale({.capacity = 4})}}),
                                     Run(Some()), Run(Some()), Run(Some())}) {
    other.FollowBatch(++batch);
    RowChanges rows(other);
    ASSERT_TRUE(DecodeRows(changes, rows));
    ASSERT_TRUE(rows.Finish());
  }
  for (const std::string& row : DumpRows(other)) EXPECT_TRUE(DumpRows(rows_).contains(row));
}

TEST_F(UndoTest, UndoRestoresTheCatalogue) {
  CatalogSpec more = ContractSale({});
  more.rows.shows.front().slug = "another";
  Run({LoadCatalog{more}});
  ASSERT_NE(rows_.catalog().FindShow("another"), nullptr);
  Undo();
  EXPECT_EQ(rows_.catalog().FindShow("another"), nullptr);
  EXPECT_EQ(rows_.AvailableSeats({2}), 0);
}

// Idempotency records are the simplest rows that can be put, erased and put again.
class MadeRowsTest : public testing::Test {
 protected:
  MadeRowsTest() {
    rows_.FinishLoading(0);
    rows_.KeepUndo();
  }
  bool IsMade() {
    std::string changes;
    rows_.TakeChanges(changes);
    return rows_.undo().IsMade(row_);
  }

  MemoryRows rows_;
  const IdempotencyRecord row_{.key = {.user = ContractUser("one"), .key = "k"}};
};

TEST_F(MadeRowsTest, ANewRowIsMade) {
  rows_.StartBatch(1);
  rows_.Put(row_);
  EXPECT_TRUE(IsMade());
}

TEST_F(MadeRowsTest, ARowOfAnEarlierBatchIsNotMade) {
  rows_.StartBatch(1);
  rows_.Put(row_);
  rows_.StartBatch(2);
  rows_.Put(row_);
  EXPECT_FALSE(IsMade());
}

TEST_F(MadeRowsTest, ARowErasedAndPutAgainIsNotMade) {
  rows_.StartBatch(1);
  rows_.Put(row_);
  rows_.StartBatch(2);
  rows_.Erase(row_.key);
  rows_.Put(row_);
  EXPECT_FALSE(IsMade());
}

TEST_F(MadeRowsTest, ANewRowErasedAndPutAgainIsMade) {
  rows_.StartBatch(1);
  rows_.Put(row_);
  rows_.Erase(row_.key);
  rows_.Put(row_);
  EXPECT_TRUE(IsMade());
}

TEST_F(MadeRowsTest, ARowOfAnEarlierPartIsNotMade) {
  rows_.StartBatch(1);
  rows_.Put(row_);
  ASSERT_TRUE(IsMade());
  rows_.ContinueBatch();
  rows_.Put(row_);
  EXPECT_FALSE(IsMade());
}

TEST_F(MadeRowsTest, ARowErasedInAnEarlierPartIsMade) {
  rows_.StartBatch(1);
  rows_.Put(row_);
  rows_.StartBatch(2);
  rows_.Erase(row_.key);
  ASSERT_FALSE(IsMade());
  rows_.ContinueBatch();
  rows_.Put(row_);
  EXPECT_TRUE(IsMade());
}

}  // namespace
}  // namespace onsale::store
