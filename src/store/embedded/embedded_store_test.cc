// Tests the embedded store on its directory: restarts, crashes, the fold, and refused starts.
#include <atomic>
#include <filesystem>
#include <fstream>
#include <set>

#include "store/command_crowd_testing.h"
#include "store/embedded/testing/embedded_fixture_testing.h"
#include "store/embedded/testing/faulty_disk_testing.h"
#include "store/memory/row_dump_testing.h"

namespace onsale::store {
namespace {

using namespace domain;
using testing::HasSubstr;
namespace fs = std::filesystem;

class EmbeddedStoreTest : public EmbeddedTest {
 protected:
  // Encodes every row of the store: equal dumps mean equal stores.
  static std::multiset<std::string> Dump(EmbeddedStore& store) {
    std::multiset<std::string> dump = DumpRows(store.rows());
    std::string catalog;
    base::WireWriter writer(catalog);
    EncodeCatalogChange({.before = {}, .after = store.catalog()->rows()}, writer);
    dump.insert(catalog);
    return dump;
  }
  // Commits hundreds of commands of all kinds, some of which are refused, and returns the dump.
  std::multiset<std::string> RunSale(EmbeddedStore& store, std::uint64_t seed) {
    CommandCrowd crowd(seed, {});
    EXPECT_TRUE(CommitAndWait(store, {crowd.AddShow()}));
    for (int i = 0; i < 100; ++i) {
      const auto committed = CommitAndWait(store, crowd.Batch(5));
      EXPECT_TRUE(committed);
      for (const Outcome& outcome : committed->outcomes) crowd.Learn(outcome);
      clock_.Advance(std::chrono::seconds(crowd.Below(60)));
    }
    EXPECT_GT(crowd.holds(), 0U);
    return Dump(store);
  }
  // Leaves the tables of a sale, completely folded.
  void MakeSale() { RunSale(*Open(), 9); }
  const std::string journal_ = directory_ + "/journal";
};

TEST_F(EmbeddedStoreTest, RepeatedCrashesAndStopsLoseNoRow) {
  std::multiset<std::string> before;
  for (std::uint64_t i = 0; i < 6; ++i) {
    auto store = Open(/*fold_on_close=*/i % 2 == 1);
    if (i > 0) {
      EXPECT_EQ(Dump(*store), before) << i;
    }
    before = RunSale(*store, i);
    const auto audit = AuditAndWait(*store);
    EXPECT_TRUE(audit && audit->passed()) << i;
  }
}

TEST_F(EmbeddedStoreTest, AfterACleanStopTheTablesAloneAreComplete) {
  auto store = Open();
  const auto before = RunSale(*store, 3);
  store = nullptr;
  fs::remove_all(journal_);
  EXPECT_EQ(Dump(*Open()), before);
}

TEST_F(EmbeddedStoreTest, AfterACrashTheTablesAloneAreRefused) {
  MakeSale();
  auto store = Open(/*fold_on_close=*/false);
  ASSERT_TRUE(ReadLedgerAndWait(*store, {.user = ContractUser("user-1")}));
  store = nullptr;
  fs::remove_all(journal_);
  EXPECT_EQ(OpenError().code, StoreErrorCode::kCorrupt);
}

TEST_F(EmbeddedStoreTest, SegmentsNotRemovedBeforeACrashAreNotFoldedTwice) {
  RunSale(*Open(/*fold_on_close=*/false), 4);
  const fs::path copy = directory_ + "/copy";
  fs::copy(journal_, copy);
  const auto before = Dump(*Open());
  fs::copy(copy, journal_, fs::copy_options::overwrite_existing);
  EXPECT_EQ(Dump(*Open()), before);
  const auto audit = AuditAndWait(*Open());  // the ledger is in the tables only
  EXPECT_TRUE(audit && audit->passed());
}

TEST_F(EmbeddedStoreTest, AFailedFoldIsTriedAgainAndLosesNothing) {
  std::atomic<int> complaints = 0;
  auto options = Options();
  options.log = [&complaints](const std::string&) { ++complaints; };
  auto store = OpenWith(options);
  auto other = Connection::Open(path());
  ASSERT_TRUE((*other)->Execute("BEGIN IMMEDIATE"));
  RunSale(*store, 8);
  const LedgerQuestion question{.user = ContractUser("user-1")};
  EXPECT_FALSE(ReadLedgerAndWait(*store, question));
  EXPECT_GT(complaints.load(), 0);
  ASSERT_TRUE((*other)->Execute("ROLLBACK"));
  EXPECT_FALSE(ReadLedgerAndWait(*store, question)->empty());
}

TEST_F(EmbeddedStoreTest, ADirectoryThatCannotBeCreatedIsNamed) {
  const auto store = EmbeddedStore::Open({.directory = "/proc/onsale-data"}, clock_);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, StoreErrorCode::kUnavailable);
  EXPECT_THAT(store.error().detail, HasSubstr("/proc/onsale-data"));
}

TEST_F(EmbeddedStoreTest, TablesOfTheFirstLayoutGetTheMissingColumns) {
  auto store = Open();
  RunSale(*store, 9);
  const Credential waiting = Shop(*store, ids_).Join("somebody-new");
  store = nullptr;
  ForEachTable([&]<class Row>(std::type_identity<Row>) {
    Row row;
    ForEachColumn(row, [&](const auto& column, const auto&) {
      if (column.since == 1) return;
      Execute(std::string("ALTER TABLE ") + Table<Row>::kName + " DROP COLUMN " + column.name);
    });
  });
  Execute(
      "DROP TABLE room_funnels; CREATE TABLE queue_places (place INTEGER); PRAGMA user_version=1");
  store = Open();
  EXPECT_FALSE((*Connection::Open(path()))->Prepare("SELECT * FROM queue_places"));
  EXPECT_EQ(Ask(*store, ReadToken{waiting})->user, ContractUser("somebody-new"));
  const RoomView room = *Ask(*store, ReadRoom{"main"});
  EXPECT_EQ(room.room.policy.mode, RoomMode::kFifo);
  EXPECT_EQ(room.room.policy.entry_burst, 1);
  EXPECT_EQ(room.room.rank_window.current, AdmissionRank{});
  store = nullptr;
  EXPECT_TRUE(Ask(*Open(), ReadToken{waiting}));
}

TEST_F(EmbeddedStoreTest, AFileThatIsNotADatabaseIsRefused) {
  fs::create_directory(directory_);
  std::ofstream(path()) << std::string(5000, 'x');
  EXPECT_EQ(OpenError().code, StoreErrorCode::kCorrupt);
}

TEST_F(EmbeddedStoreTest, ImpossibleTablesAreRefusedAndNamed) {
  struct Case {
    const char* sql;
    const char* detail;
    StoreErrorCode code = StoreErrorCode::kCorrupt;
  };
  MakeSale();
  const fs::path kept = temp_.path() + "/kept.db";
  fs::copy(path(), kept);
  for (const Case& change :
       {Case{"PRAGMA user_version=99", "newer version", StoreErrorCode::kUnavailable},
        Case{"UPDATE seats SET status = 'GONE' WHERE number = 3", "seats"},
        Case{"UPDATE reservations SET end_reason = 'EXPIRED', ended_at = held_until", "end_reason"},
        Case{"UPDATE reservations SET ended_at = held_until", "ended_at"},
        Case{"UPDATE rooms SET active = active + 1", "the row of rooms with id 1 counts"},
        Case{"UPDATE store_meta SET value = 8796093022208 WHERE name = 'folded_batch'",
             "journal"},  // the largest number: only the journal contradicts it
        Case{"UPDATE store_meta SET value = 8796093022209 WHERE name = 'folded_batch'",
             "store_meta"},
        Case{"UPDATE store_meta SET value = 9223372036854775807 WHERE name = 'folded_time_us'",
             "store_meta"}}) {
    Execute(change.sql);
    const StoreError error = OpenError();
    EXPECT_EQ(error.code, change.code) << change.sql;
    EXPECT_THAT(error.detail, HasSubstr(change.detail)) << change.sql;
    fs::remove(path() + "-wal");
    fs::copy(kept, path(), fs::copy_options::overwrite_existing);
  }
  EXPECT_TRUE(TryOpen());
}

// --- A journal that fails ---

// A store whose disk fails at operation 15, which is a write of the journal.
class FailingJournalTest : public EmbeddedTest {
 protected:
  std::unique_ptr<EmbeddedStore> OpenFailing(DecidedLog* decided = nullptr) {
    auto options = Options(/*fold_on_close=*/false);
    options.files = &disk_;
    options.decided = decided;
    return OpenWith(options);
  }
  // Tops up one won at a time until the disk fails, and returns how many were acknowledged.
  int TopUpUntilItFails(EmbeddedStore& store) {
    for (int done = 0;; ++done) {
      const TopUpBalance top_up{
          .user = ContractUser("ann"), .amount = {1}, .fresh_id = {ids_.Next()}};
      const auto committed = CommitAndWait(store, {top_up});
      if (committed) continue;
      EXPECT_EQ(committed.error().code, StoreErrorCode::kUnknownOutcome);
      EXPECT_THAT(committed.error().detail, HasSubstr("Input/output error"));
      return done;
    }
  }

  FaultyDisk disk_{{.fail_at = 15}};
};

TEST_F(FailingJournalTest, NothingIsAcknowledgedAfterAFailure) {
  const auto store = OpenFailing();
  TopUpUntilItFails(*store);
  EXPECT_FALSE(CommitAndWait(*store, {}));
}

TEST_F(FailingJournalTest, EveryBatchIsLoggedAsDecidedBeforeItIsDurable) {
  const std::string decided = temp_.path() + "/decided";
  const auto log = DecidedLog::Open(decided);
  ASSERT_TRUE(log) << log.error();
  const auto store = OpenFailing(log->get());
  ASSERT_TRUE(CommitAndWait(*store, {ReadBalance{ContractUser("ann")}}));
  const int acknowledged = TopUpUntilItFails(*store);
  std::ifstream file(decided);
  std::map<std::string, int> lines;
  for (std::string line; std::getline(file, line);) ++lines[line.substr(0, line.find(' '))];
  EXPECT_EQ(lines["reads"], 1);
  // The failed commit is logged, too: nobody knows yet that it fails.
  EXPECT_EQ(lines["writes"], acknowledged + 1);
  EXPECT_EQ(lines["top-up"], acknowledged + 1);
  EXPECT_EQ(lines["end"], acknowledged + 2);
}

}  // namespace
}  // namespace onsale::store
