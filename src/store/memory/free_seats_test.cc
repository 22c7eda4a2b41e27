// Tests that the index of free seats and the tallies follow every change of the rows: batches,
// batches that are undone, another node's commits, and other catalogues.
#include <gtest/gtest.h>

#include "domain/decide.h"
#include "store/command_crowd_testing.h"
#include "store/memory/memory_rows.h"
#include "store/memory/row_changes.h"
#include "store/store_contract_testing.h"

namespace onsale::store {
namespace {

using namespace domain;

// What an index answers, as text: of each row the sizes of its windows in each arrangement, and
// which seats are free.
std::string AnswersOf(FreeRuns& runs) {
  std::string text;
  const ChartLayout& layout = runs.layout();
  for (std::uint32_t seat = 0; seat < layout.seats(); ++seat) text += runs.IsFree(seat) ? '1' : '0';
  for (const auto by :
       {ChartLayout::kByCategory, ChartLayout::kBySection, ChartLayout::kByNumber}) {
    for (std::uint32_t at = 0; at < layout.rows().size(); ++at) {
      text += ' ' + std::to_string(runs.LargestIn(by, {at, at + 1}));
      for (const auto kind : {FreeRuns::kAny, FreeRuns::kClean}) {
        for (std::uint32_t size = 1; size <= 12; ++size) {
          text += runs.FirstRow(by, {at, at + 1}, kind, size) ? '1' : '0';
        }
      }
    }
  }
  return text;
}

// A new index of the same rows.
FreeRuns Anew(MemoryRows& rows, const Show& show) {
  FreeRuns runs(rows.catalog(), show);
  std::uint32_t seat = 0;
  for (const ChartSeat& of : rows.catalog().SeatsOf(show.chart)) {
    const Seat& row = *rows.Find(SeatKey{show.id, of.number});
    runs.Set(seat++, row.status == SeatStatus::kAvailable);
  }
  return runs;
}

// The seats by category, counted row by row.
std::vector<SeatTally> TalliedAnew(MemoryRows& rows, const Show& show) {
  std::vector<SeatTally> tallies;
  for (const Category& category : rows.catalog().CategoriesOf(show.chart)) {
    SeatTally& tally = tallies.emplace_back();
    for (const ChartSeat& of : rows.catalog().SeatsOf(show.chart)) {
      if (of.category != category.slug) continue;
      const Seat& row = *rows.Find(SeatKey{show.id, of.number});
      ++tally.seats;
      if (row.status == SeatStatus::kAvailable) ++tally.free;
      if (row.status == SeatStatus::kHeld) ++tally.held;
      if (row.status != SeatStatus::kSold) continue;
      ++tally.sold;
      for (const ReservedSeat& paid : rows.Find(row.reservation)->seats) {
        if (paid.number == of.number) tally.revenue.minor += paid.price.minor;
      }
    }
  }
  return tallies;
}

void ExpectExact(MemoryRows& rows) {
  for (const Show& show : rows.catalog().rows().shows) {
    FreeRuns anew = Anew(rows, show);
    ASSERT_EQ(AnswersOf(rows.FreeSeats(show.id)), AnswersOf(anew)) << show.slug;
    ASSERT_EQ(rows.TallySeats(show.id), TalliedAnew(rows, show)) << show.slug;
  }
}

// The sale of the store contract; of another variant, the chart has other seats, rows and prices.
LoadCatalog Sale(std::uint32_t shows, std::uint32_t variant) {
  CatalogSpec spec = ContractSale({.capacity = 3});
  spec.rows.concerts.front().seats_per_user_max = 6;
  for (ChartSeat& seat : spec.rows.seats) {
    seat.row = std::to_string(seat.number.value / (3 + variant % 3));
    seat.section = variant % 2 == 0 ? "floor" : "stand";
    seat.x_cm = 50 * seat.number.value;
    seat.y_cm = 500;
  }
  if (variant % 4 == 3) spec.rows.seats.pop_back();
  AddShows(spec, shows);
  return {spec};
}

class FreeSeatsTest : public testing::Test {
 protected:
  FreeSeatsTest() {
    rows_.FinishLoading(0);
    rows_.KeepUndo();
    first_ = Run({Sale(1, 0)});
    rows_.SettleBatch();
  }
  // Runs one batch and returns its changes as bytes.
  std::string Run(const std::vector<Command>& commands) {
    rows_.StartBatch(++batch_);
    const auto outcomes = DecideBatch(commands, rows_, now_);
    for (const Outcome& outcome : *outcomes) crowd_.Learn(outcome);
    std::string changes;
    rows_.TakeChanges(changes);
    return changes;
  }
  std::vector<Command> Some() {
    now_ += std::chrono::seconds(crowd_.Below(40));
    auto commands = crowd_.Batch(1 + crowd_.Below(12));
    // A catalogue that the sale refuses changes nothing.
    if (crowd_.Below(5) == 0) {
      commands.push_back(Sale(2 + static_cast<std::uint32_t>(batch_ / 40),
                              static_cast<std::uint32_t>(crowd_.Below(8))));
    }
    return commands;
  }

  MemoryRows rows_;
  std::string first_;  // the changes of the first batch
  std::uint64_t batch_ = 0;
  Time now_{std::chrono::hours(24)};
  CommandCrowd crowd_{5, {}};
};

TEST_F(FreeSeatsTest, TheIndexFollowsBatchesAndUndoneBatches) {
  for (int i = 0; i < 400; ++i) {
    Run(Some());
    if (i % 3 == 0) ASSERT_NO_FATAL_FAILURE(ExpectExact(rows_)) << i;
    if (i % 2 == 0) {
      rows_.UndoBatch();
      --batch_;
    } else {
      rows_.SettleBatch();
    }
    if (i % 5 != 0) ASSERT_NO_FATAL_FAILURE(ExpectExact(rows_)) << i;
  }
  EXPECT_GT(crowd_.holds(), 50U);
}

TEST_F(FreeSeatsTest, TheIndexOfAnotherNodeFollowsTheCommits) {
  MemoryRows follower;
  follower.FinishLoading(0);
  const auto follow = [&](const std::string& commit) {
    follower.FollowBatch(batch_);
    RowChanges changes(follower, RowChanges::Extent::kPut);
    ASSERT_TRUE(DecodeRows(commit, changes));
    const auto finished = changes.Finish();
    ASSERT_TRUE(finished) << finished.error();
    follower.SettleBatch();
  };
  follow(first_);
  for (int i = 0; i < 200; ++i) {
    const std::string commit = Run(Some());
    rows_.SettleBatch();
    ASSERT_NO_FATAL_FAILURE(follow(commit)) << i;
    ASSERT_NO_FATAL_FAILURE(ExpectExact(follower)) << i;
  }
}

}  // namespace
}  // namespace onsale::store
