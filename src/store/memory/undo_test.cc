// Tests that undoing a batch leaves rows and indexes as they were before it.
#include <gtest/gtest.h>

#include "domain/decide.h"
#include "store/command_crowd_testing.h"
#include "store/memory/memory_rows.h"
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
    Commit({LoadCatalog{ContractSale({.capacity = 3})}});
  }
  void Commit(const std::vector<Command>& commands) {
    Run(commands);
    rows_.SettleBatch();
  }
  // Runs one batch and returns its changes as bytes.
  std::string Run(const std::vector<Command>& commands) {
    rows_.StartBatch(++batch_);
    return Decide(commands);
  }
  std::string Decide(const std::vector<Command>& commands) {
    const auto outcomes = DecideBatch(commands, rows_, now_);
    for (const Outcome& outcome : *outcomes) crowd_.Learn(outcome);
    std::string changes;
    rows_.TakeChanges(changes);
    return changes;
  }
  void Undo() {
    rows_.UndoBatch();
    --batch_;
  }
  std::vector<Command> Some() { return crowd_.Batch(1 + crowd_.Below(12)); }
  void Pass() { now_ += std::chrono::seconds(crowd_.Below(40)); }

  MemoryRows rows_;
  std::uint64_t batch_ = 0;
  Time now_{std::chrono::hours(24)};
  CommandCrowd crowd_{3, {}};
};

TEST_F(UndoTest, UndoRestoresTheRowsBeforeABatchOfAnyNumberOfParts) {
  for (std::size_t i = 0; i < 600; ++i) {
    Pass();
    const auto before = DumpRows(rows_);
    const auto due = rows_.NextDue();
    Run(Some());
    for (std::size_t part = 0; part < i % 3; ++part) {
      rows_.ContinueBatch();
      Decide(Some());
    }
    Undo();
    ASSERT_EQ(DumpRows(rows_), before) << i;
    ASSERT_EQ(rows_.NextDue(), due) << i;
    Commit(Some());
  }
  EXPECT_GT(crowd_.holds(), 50U);
}

TEST_F(UndoTest, ABatchAfterAnUndoneOneChangesTheSameRowsAsWithoutIt) {
  for (int i = 0; i < 300; ++i) {
    Pass();
    const auto commands = Some();
    const std::string first = Run(commands);
    Undo();
    Run(Some());
    Undo();
    ASSERT_EQ(Run(commands), first) << i;
    rows_.SettleBatch();
  }
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

TEST_F(MadeRowsTest, ANewRowIsMadeAlsoIfItIsErasedAndPutAgain) {
  rows_.StartBatch(1);
  rows_.Put(row_);
  EXPECT_TRUE(IsMade());
  rows_.Erase(row_.key);
  rows_.Put(row_);
  EXPECT_TRUE(IsMade());
}

TEST_F(MadeRowsTest, ARowOfAnEarlierBatchIsNotMadeAlsoIfItIsErasedAndPutAgain) {
  rows_.StartBatch(1);
  rows_.Put(row_);
  rows_.StartBatch(2);
  rows_.Put(row_);
  EXPECT_FALSE(IsMade());
  rows_.StartBatch(3);
  rows_.Erase(row_.key);
  rows_.Put(row_);
  EXPECT_FALSE(IsMade());
}

// A part of a batch is written before the next one.
TEST_F(MadeRowsTest, ARowOfAnEarlierPartIsNotMadeUnlessItWasErasedInOne) {
  rows_.StartBatch(1);
  rows_.Put(row_);
  ASSERT_TRUE(IsMade());
  rows_.ContinueBatch();
  rows_.Put(row_);
  EXPECT_FALSE(IsMade());
  rows_.StartBatch(2);
  rows_.Erase(row_.key);
  ASSERT_FALSE(IsMade());
  rows_.ContinueBatch();
  rows_.Put(row_);
  EXPECT_TRUE(IsMade());
}

}  // namespace
}  // namespace onsale::store
