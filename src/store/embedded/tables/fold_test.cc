// Tests the fold over a disk in memory: its bounds, and what it may remove.
#include "store/embedded/tables/fold.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <thread>

#include "base/await_testing.h"
#include "store/embedded/journal/journal_reader.h"
#include "store/embedded/testing/faulty_vfs_testing.h"

namespace onsale::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

constexpr const char* kSaleDb = "/data/sale.db";

// A transaction that reads sale.db, as a backup or a report does.
class SaleDbReader {
 public:
  explicit SaleDbReader(const FaultyVfs& vfs)
      : connection_(*Connection::Open(kSaleDb, vfs.name())),
        statement_(*connection_->Prepare("SELECT user_id FROM wallets")) {
    EXPECT_TRUE(statement_.Step().value());
  }

 private:
  std::unique_ptr<Connection> connection_;
  Statement statement_;
};

class FoldTest : public testing::Test {
 protected:
  void Start(FoldOptions options = {}) {
    options.interval = std::chrono::hours(1);  // folds only when asked, or at a bound
    StartWith(std::move(options));
  }
  // Looks at the journal often, so that the bounds of its wait count.
  void StartLooking(FoldOptions options = {}) {
    options.look_interval = std::chrono::milliseconds(2);
    Start(std::move(options));
  }
  void StartWith(FoldOptions options) {
    writer_ = *JournalWriter::Open(journal_, {}, 512);
    fold_ = std::make_unique<Fold>(journal_, *SaleDb::Open(disk_, kSaleDb, vfs_.name()),
                                   writer_->end(), std::move(options));
  }
  // Makes a commit with this many new wallets durable in the journal.
  void Commit(int wallets = 1) {
    std::string frame = NewFrame();
    base::WireWriter rows(frame);
    for (; wallets > 0; --wallets) {
      const std::string user = "user-" + std::to_string(++wallets_);
      EncodePut(rows, domain::Wallet{.user = domain::UserId::Parse(user).value()});
    }
    ASSERT_TRUE(writer_->Append(frame, base::Time(base::Duration(wallets_))));
    fold_->Advance(writer_->end());
  }
  // Makes a commit durable in which a user's wallet has this balance.
  void CommitBalance(std::int64_t balance) {
    std::string frame = NewFrame();
    base::WireWriter rows(frame);
    EncodePut(rows,
              domain::Wallet{.user = domain::UserId::Parse("ann").value(), .balance = {balance}});
    ASSERT_TRUE(writer_->Append(frame, base::Time(base::Duration(balance))));
    fold_->Advance(writer_->end());
  }
  // Fills this many segments.
  void FillSegments(std::uint32_t count) {
    for (const std::uint32_t last = writer_->end().segment + count;
         writer_->end().segment < last;) {
      Commit();
    }
  }
  // Folds what is durable. The run may still remove segments.
  void FoldOnce() {
    std::promise<std::expected<void, StoreError>> promise;
    fold_->CatchUp([&promise](auto done) { promise.set_value(std::move(done)); });
    const auto done = base::Got("the fold", promise.get_future());
    EXPECT_TRUE(done) << done.error().detail;
  }
  // Also waits for the end of the run.
  void FoldAll() {
    FoldOnce();
    FoldOnce();
  }
  // Empties the disk.
  void Reset() {
    fold_ = nullptr;
    writer_ = nullptr;
    for (const auto& [path, size] : disk_.Sizes()) disk_.Delete(path);
    wallets_ = 0;
  }
  std::int64_t FoldedWallets() { return Number("SELECT count(*) FROM wallets"); }
  std::int64_t Number(const std::string& sql) {
    const auto connection = *Connection::Open(kSaleDb, vfs_.name());
    auto statement = *connection->Prepare(sql);
    EXPECT_TRUE(statement.Step().value());
    SqlValue count;
    statement.Column(0, count);
    return count.number;
  }
  // Waits until the fold has looked at everything that is durable at the call.
  void AwaitLook() {
    const std::uint64_t looks = fold_->looks();
    base::Await("two looks of the fold", [&] { return fold_->looks() >= looks + 2; });
  }
  // Makes sale.db count how often a wallet is written.
  void CountWrites() {
    const auto connection = *Connection::Open(kSaleDb, vfs_.name());
    EXPECT_TRUE(connection->Execute(
        "CREATE TABLE writes (n INTEGER PRIMARY KEY);"
        "CREATE TRIGGER i AFTER INSERT ON wallets BEGIN INSERT INTO writes VALUES (NULL); END;"
        "CREATE TRIGGER u AFTER UPDATE ON wallets BEGIN INSERT INTO writes VALUES (NULL); END"));
  }
  // Waits until sale.db has a wallet, although nobody asks the fold; false after 20 s. Commits
  // `more` meanwhile.
  bool FoldsByItself(const std::function<void()>& more = [] {}) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (FoldedWallets() == 0) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      more();
      std::this_thread::yield();
    }
    return true;
  }
  std::vector<std::string> Segments() { return disk_.List(journal_.directory).value(); }
  std::uint64_t LogBytes() {
    return disk_.SizeOf(disk_.Find(std::string(kSaleDb) + "-wal").value());
  }

  // The commits that a start after a power cut finds, or the error.
  std::string FoundAfterPowerCut(std::uint64_t seed) {
    FaultyDisk disk({}, disk_.state().AfterPowerCut(seed));
    const FaultyVfs vfs(disk);
    const auto sale_db = SaleDb::Open(disk, kSaleDb, vfs.name());
    if (!sale_db) return sale_db.error().detail;
    const FoldState& state = (*sale_db)->state();
    const JournalDirectory journal{.files = &disk, .directory = journal_.directory};
    const auto end = ReplayJournal(
        journal,
        {.folded = state.folded, .folded_now = state.now, .journal_may_be_gone = state.clean},
        [](const Frame&) { return std::expected<void, std::string>(); });
    return end ? std::to_string(end->last.commit_number) : end.error().detail;
  }

  FaultyDisk disk_;
  FaultyVfs vfs_{disk_};
  const JournalDirectory journal_{.files = &disk_, .directory = "/data/journal"};
  std::unique_ptr<JournalWriter> writer_;
  int wallets_ = 0;
  std::unique_ptr<Fold> fold_;
};

// --- Segments ---

TEST_F(FoldTest, FoldedSegmentsAreRemovedButTheLast) {
  Start();
  FillSegments(4);
  EXPECT_THAT(Segments(), SizeIs(5));
  FoldAll();
  EXPECT_THAT(Segments(), ElementsAre("00000005.log"));
}

// A reader keeps SQLite from copying its whole log into the file, and the log is not synced.
TEST_F(FoldTest, SegmentsStayWhileAReaderKeepsSaleDbFromBeingDurable) {
  Start();
  Commit();
  FoldAll();
  auto reader = std::make_unique<SaleDbReader>(vfs_);
  FillSegments(4);
  FoldAll();
  EXPECT_THAT(Segments(), SizeIs(5));
  const std::string last = std::to_string(writer_->end().last.commit_number);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    EXPECT_EQ(FoundAfterPowerCut(seed), last) << "seed " << seed;
  }
  reader = nullptr;
  FoldAll();
  EXPECT_THAT(Segments(), ElementsAre("00000005.log"));
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    EXPECT_EQ(FoundAfterPowerCut(seed), last) << "seed " << seed;
  }
}

// --- Bounds ---

// Rows are written several at a time where there are as many.
TEST_F(FoldTest, AFoldOfAnyNumberOfRowsFoldsEveryRow) {
  for (const int rows : {1, 15, 16, 17, 31, 32, 33}) {
    Start();
    Commit(rows);
    FoldAll();
    EXPECT_EQ(FoldedWallets(), rows);
    Reset();
  }
}

TEST_F(FoldTest, TransactionsOfAnySizeFoldEveryRow) {
  for (const std::size_t rows_max : {1U, 2U, 3U, 5U, 60U, 1'000U}) {
    Start({.rows_max = rows_max});
    for (int commit = 0; commit < 20; ++commit) Commit(3);
    FoldAll();
    EXPECT_EQ(FoldedWallets(), wallets_) << rows_max;
    Reset();
  }
}

// Each run folds one row; its transaction counts as a row, too.
TEST_F(FoldTest, SaleDbIsMadeDurableOnceTheLogHasManyRows) {
  struct Case {
    int runs;
    std::size_t rows_max;
    bool durable;
  };
  for (const Case& at :
       {Case{2, 5, false}, Case{2, 4, true}, Case{3, 7, false}, Case{3, 6, true}}) {
    Start({.undurable_rows_max = at.rows_max});
    for (int run = 0; run < at.runs; ++run) {
      Commit();
      FoldOnce();
    }
    EXPECT_TRUE(fold_->Stop(Fold::Ending::kAsItIs));
    EXPECT_EQ(LogBytes() == 0, at.durable) << at.runs << ' ' << at.rows_max;
    Reset();
  }
}

// --- The wait while many rows change ---

TEST_F(FoldTest, ARowThatChangesManyTimesDuringTheWaitIsWrittenOnceWithItsLastValue) {
  StartLooking();
  CountWrites();
  for (int balance = 1; balance <= 50; ++balance) {
    CommitBalance(balance);
    if (balance % 10 == 0) AwaitLook();
  }
  EXPECT_EQ(FoldedWallets(), 0);
  FoldAll();
  EXPECT_EQ(Number("SELECT count(*) FROM writes"), 1);
  EXPECT_EQ(Number("SELECT balance FROM wallets"), 50);
}

TEST_F(FoldTest, ItsAgeIsThatOfTheOldestCommitThatSaleDbLacks) {
  Start();
  EXPECT_EQ(fold_->behind(), base::Duration{});
  Commit();
  base::Await("an age of the commit", [this] { return fold_->behind() != base::Duration{}; });
  const base::Duration first = fold_->behind();
  Commit();
  EXPECT_GE(fold_->behind(), first);
  FoldAll();
  EXPECT_EQ(fold_->behind(), base::Duration{});
}

TEST_F(FoldTest, AQuestionSeesItsOwnCommitWhetherTheFoldHasReadItOrNot) {
  StartLooking();
  for (int commit = 1; commit <= 30; ++commit) {
    Commit(3);
    if (commit % 3 == 0) AwaitLook();
    FoldOnce();
    EXPECT_EQ(FoldedWallets(), 3 * commit);
  }
}

TEST_F(FoldTest, TheWaitIsBoundedByTheRowsThatAStartWouldReadAgain) {
  StartLooking({.bounds = {.replay_max = 100}});
  Commit(45);
  AwaitLook();
  EXPECT_EQ(FoldedWallets(), 0);
  Commit(5);
  EXPECT_TRUE(FoldsByItself());
  EXPECT_EQ(FoldedWallets(), 50);
}

TEST_F(FoldTest, TheWaitIsBoundedByTheRowsThatAreKeptInMemory) {
  StartLooking({.rows_max = 10});
  Commit(9);
  AwaitLook();
  EXPECT_EQ(FoldedWallets(), 0);
  Commit(1);
  EXPECT_TRUE(FoldsByItself());
}

TEST_F(FoldTest, TheWaitIsBoundedByTheBytesOfTheJournal) {
  StartLooking({.bounds = {.journal_mib_max = 1}});
  Commit(1'000);
  AwaitLook();
  EXPECT_EQ(FoldedWallets(), 0);
  EXPECT_TRUE(FoldsByItself([this] { Commit(1'000); }));
}

TEST_F(FoldTest, TheWaitIsBoundedByTime) {
  StartWith({.interval = std::chrono::milliseconds(10),
             .bounds = {.age_max = std::chrono::milliseconds(400)}});
  EXPECT_TRUE(FoldsByItself([this] { Commit(100); }));
}

TEST_F(FoldTest, AFoldThatFailedKeepsItsRowsForTheNextOne) {
  StartLooking({.bounds = {.replay_max = 1}});
  {
    const auto other = *Connection::Open(kSaleDb, vfs_.name());
    ASSERT_TRUE(other->Execute("BEGIN IMMEDIATE"));
    Commit(40);
    AwaitLook();
    ASSERT_TRUE(other->Execute("ROLLBACK"));
  }
  EXPECT_TRUE(FoldsByItself());
  EXPECT_EQ(FoldedWallets(), 40);
}

TEST_F(FoldTest, AfterAFailedReadTheCommitsBeforeItAreReadAgain) {
  StartLooking();
  Commit(2);
  AwaitLook();
  const std::uint64_t next_read = disk_.reads();
  disk_.Fail({.fail_read_at = next_read});
  Commit(3);
  base::Await("the read that fails", [&] { return disk_.reads() != next_read; });
  FoldAll();
  EXPECT_EQ(FoldedWallets(), 5);
}

TEST_F(FoldTest, AQuestionAfterACostlyOneWaits) {
  constexpr std::chrono::milliseconds kPause(200);
  Start({.question_pause = kPause});
  Commit(FoldSchedule::kBusyRows + 1);
  FoldOnce();
  const auto begun = std::chrono::steady_clock::now();
  FoldOnce();
  EXPECT_GE(std::chrono::steady_clock::now() - begun, kPause * 9 / 10);
}

TEST_F(FoldTest, AQuestionAfterACheapOneDoesNotWait) {
  Start({.question_pause = std::chrono::hours(1)});
  Commit(FoldSchedule::kBusyRows);
  FoldOnce();
  Commit();
  FoldOnce();
  EXPECT_EQ(FoldedWallets(), wallets_);
}

TEST_F(FoldTest, AFoldInAHurryAnswersQuestionsAndFoldsWithoutOne) {
  Start({.question_pause = std::chrono::hours(1)});
  Commit(FoldSchedule::kBusyRows + 1);
  FoldOnce();
  Commit();
  fold_->Hurry();
  FoldOnce();
  EXPECT_EQ(FoldedWallets(), wallets_);
  Reset();
  StartLooking();
  Commit();
  fold_->Hurry();
  EXPECT_TRUE(FoldsByItself());
}

TEST_F(FoldTest, AStopAnswersQuestionsThatWait) {
  Start({.question_pause = std::chrono::hours(1)});
  Commit(FoldSchedule::kBusyRows + 1);
  FoldOnce();
  Commit();
  std::promise<bool> promise;
  fold_->CatchUp([&promise](const auto& done) { promise.set_value(done.has_value()); });
  EXPECT_TRUE(fold_->Stop(Fold::Ending::kAsItIs));
  EXPECT_TRUE(base::Got("the answer at the stop", promise.get_future()));
  EXPECT_EQ(FoldedWallets(), wallets_);
}

// It rests four fifths of the time, so as many rows would take seconds.
TEST_F(FoldTest, AStopEndsTheRestsOfAFold) {
  StartLooking({.bounds = {.age_max = std::chrono::hours(9), .replay_max = 40'000}});
  Commit(30'000);
  ASSERT_TRUE(fold_->Stop(Fold::Ending::kFoldedAndClean));
  EXPECT_EQ(FoldedWallets(), wallets_);
}

TEST_F(FoldTest, WritingCallsForARestAfterEachFewRowsAndEachPage) {
  const auto sale_db = *SaleDb::Open(disk_, kSaleDb, vfs_.name());
  int rests = 0;
  sale_db->RestDuringWrites([&rests] { ++rests; });
  WaitingRows rows;
  for (int i = 0; i < 1'600; ++i) {
    rows.Put(domain::Wallet{.user = domain::UserId::Parse("u" + std::to_string(i)).value()});
  }
  ASSERT_TRUE(sale_db->Fold(rows, {.folded = {.commit_number = 1, .hash = 1}}));
  EXPECT_GE(rests, 1'600 / 16 + static_cast<int>(LogBytes() / 8192));
  rests = 0;
  ASSERT_TRUE(sale_db->MakeDurable().value());
  EXPECT_GE(rests, 10);
}

// --- Stops, waiters ---

TEST_F(FoldTest, AStopWithoutTimeLeavesTheRestToTheJournal) {
  Start({.rows_max = 1, .closing_time = std::chrono::milliseconds(0)});
  Commit();
  Commit();
  const auto stopped = fold_->Stop(Fold::Ending::kFoldedAndClean);
  ASSERT_FALSE(stopped);
  EXPECT_THAT(stopped.error().detail, HasSubstr("commit 0 of 2 is the last one folded"));
  fold_ = nullptr;
  EXPECT_EQ(FoundAfterPowerCut(1), "2");
}

TEST_F(FoldTest, OneWaiterTooManyIsRefused) {
  Start();
  std::promise<void> holding;
  std::promise<void> go_on;
  fold_->CatchUp([&](const auto&) {
    holding.set_value();
    go_on.get_future().wait();
  });
  base::Got("the first waiter", holding.get_future());
  std::size_t caught_up = 0;
  const auto count = [&caught_up](const auto& done) { caught_up += done ? 1 : 0; };
  for (std::size_t i = 0; i < Fold::kWaitersMax; ++i) fold_->CatchUp(count);
  std::optional<StoreErrorCode> refused;
  fold_->CatchUp([&refused](const auto& done) {
    if (!done) refused = done.error().code;
  });
  EXPECT_EQ(refused, StoreErrorCode::kUnavailable);
  go_on.set_value();
  EXPECT_TRUE(fold_->Stop(Fold::Ending::kAsItIs));
  EXPECT_EQ(caught_up, Fold::kWaitersMax);
}

}  // namespace
}  // namespace onsale::store
