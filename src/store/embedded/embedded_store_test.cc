// Tests the embedded store on its directory: restarts, crashes, the fold, and refused starts.
#include "store/embedded/embedded_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>

#include "base/temp_directory_testing.h"
#include "store/embedded/testing/faulty_disk_testing.h"
#include "store/memory/row_dump_testing.h"
#include "store/store_contract_testing.h"

namespace onsale::store {
namespace {

using namespace domain;
using testing::HasSubstr;
namespace fs = std::filesystem;

// Encodes every row of the store: equal dumps mean equal stores.
std::multiset<std::string> Dump(EmbeddedStore& store) {
  std::multiset<std::string> dump = DumpRows(store.rows());
  std::string catalog;
  base::WireWriter writer(catalog);
  EncodeCatalogChange({.before = {}, .after = store.catalog()->rows()}, writer);
  dump.insert(catalog);
  return dump;
}

class EmbeddedStoreTest : public testing::Test {
 protected:
  EmbeddedOptions Options() {
    return {.directory = directory_.path(),
            .segment_bytes = 4096,
            .fold_interval = std::chrono::hours(1),  // folds for questions only
            .fold_on_close = false,
            .log = [](const std::string&) {}};
  }
  std::unique_ptr<EmbeddedStore> Open(const EmbeddedOptions& options) {
    auto store = EmbeddedStore::Open(options, clock_);
    if (!store) throw std::runtime_error(store.error().detail);
    return std::move(*store);
  }
  std::unique_ptr<EmbeddedStore> Open() { return Open(Options()); }
  std::unique_ptr<EmbeddedStore> OpenFolding() {
    auto options = Options();
    options.fold_on_close = true;
    return Open(options);
  }
  StoreError OpenError(const EmbeddedOptions& options) {
    auto store = EmbeddedStore::Open(options, clock_);
    EXPECT_FALSE(store);
    return store ? StoreError{} : store.error();
  }
  // Commits hundreds of commands of all kinds, some of which are refused.
  void RunSale(EmbeddedStore& store, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    Ask(store, LoadCatalog{ContractSale({.capacity = 5})});
    std::vector<Credential> callers;
    std::vector<Reservation> held;
    Shop shop(store, ids_);
    for (int i = 0; i < 80; ++i) {
      const std::string user = "user-" + std::to_string(random() % 12);
      callers.push_back(shop.Join(user));
      shop.Charge(user, 70);
      const auto& caller = callers[random() % callers.size()];
      const auto seat = static_cast<std::uint32_t>(1 + random() % 10);
      if (const auto view = Ask(store, shop.HoldCommand(caller, seat))) {
        held.push_back(view->reservation);
      }
      if (!held.empty() && i % 2 == 0) {
        Ask(store, PayReservation{callers[random() % callers.size()],
                                  held[random() % held.size()].id,
                                  {shop.NextId()}});
      }
      if (i % 7 == 0) Ask(store, LeaveQueue{callers[random() % callers.size()]});
      clock_.Advance(std::chrono::seconds(random() % 60));
    }
  }
  std::int64_t Count(const std::string& sql) {
    auto connection = Connection::Open(directory_.path() + "/sale.db");
    auto statement = (*connection)->Prepare(sql);
    if (!statement) throw std::runtime_error(statement.error().text);
    EXPECT_TRUE(statement->Step());
    SqlValue value;
    statement->Column(0, value);
    return value.number;
  }
  std::set<std::string> Segments() {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(directory_.path() + "/journal")) {
      names.insert(entry.path().filename());
    }
    return names;
  }

  base::TempDirectory directory_;
  base::ManualClock clock_{base::Time(std::chrono::hours(24))};
  base::CountingUuidSource ids_;
};

TEST_F(EmbeddedStoreTest, ACrashLosesNoRow) {
  auto store = Open();
  RunSale(*store, 1);
  const auto before = Dump(*store);
  store = nullptr;
  store = Open();
  EXPECT_EQ(Dump(*store), before);
}

TEST_F(EmbeddedStoreTest, ACleanStopLosesNoRow) {
  auto store = OpenFolding();
  RunSale(*store, 2);
  const auto before = Dump(*store);
  store = nullptr;
  store = Open();
  EXPECT_EQ(Dump(*store), before);
}

TEST_F(EmbeddedStoreTest, AfterACleanStopTheTablesAloneAreComplete) {
  auto store = OpenFolding();
  RunSale(*store, 3);
  const auto before = Dump(*store);
  store = nullptr;
  fs::remove_all(directory_.path() + "/journal");
  store = Open();
  EXPECT_EQ(Dump(*store), before);
}

TEST_F(EmbeddedStoreTest, AfterACrashTheTablesAloneAreRefused) {
  OpenFolding();
  auto store = OpenFolding();
  RunSale(*store, 3);
  store = nullptr;
  store = Open();
  ASSERT_TRUE(ReadLedgerAndWait(*store, {.user = ContractUser("user-1")}));
  store = nullptr;
  fs::remove_all(directory_.path() + "/journal");
  EXPECT_EQ(OpenError(Options()).code, StoreErrorCode::kCorrupt);
}

TEST_F(EmbeddedStoreTest, RepeatedCrashesAndStopsLoseNoRow) {
  std::multiset<std::string> before;
  for (std::uint64_t i = 0; i < 6; ++i) {
    auto store = i % 2 == 0 ? Open() : OpenFolding();
    if (i > 0) {
      EXPECT_EQ(Dump(*store), before) << i;
    }
    RunSale(*store, i);
    before = Dump(*store);
  }
}

TEST_F(EmbeddedStoreTest, SegmentsNotRemovedBeforeACrashAreNotFoldedTwice) {
  auto store = Open();
  RunSale(*store, 4);
  store = nullptr;
  const fs::path journal = directory_.path() + "/journal";
  const fs::path copy = directory_.path() + "/copy";
  fs::copy(journal, copy);
  store = OpenFolding();
  const auto before = Dump(*store);
  store = nullptr;
  const auto entries = Count("SELECT count(*) FROM ledger_entries");
  fs::copy(copy, journal, fs::copy_options::overwrite_existing);
  store = OpenFolding();
  EXPECT_EQ(Dump(*store), before);
  store = nullptr;
  EXPECT_EQ(Count("SELECT count(*) FROM ledger_entries"), entries);
}

TEST_F(EmbeddedStoreTest, FoldedSegmentsAreRemoved) {
  auto store = Open();
  RunSale(*store, 5);
  EXPECT_GT(Segments().size(), 3U);
  store = nullptr;
  store = OpenFolding();
  store = nullptr;
  EXPECT_EQ(Segments().size(), 1U);
}

TEST_F(EmbeddedStoreTest, TheTablesAreReadableWhileTheStoreRuns) {
  auto store = Open();
  RunSale(*store, 6);
  ASSERT_TRUE(ReadLedgerAndWait(*store, {.user = ContractUser("user-1")}));
  EXPECT_EQ(Count("SELECT count(*) FROM seats"), 10);
  EXPECT_EQ(Count("SELECT sum(balance) FROM wallets"),
            Count("SELECT sum(CASE kind WHEN 'CHARGE' THEN amount ELSE -amount END) "
                  "FROM ledger_entries"));
}

TEST_F(EmbeddedStoreTest, SoldSeatsAndPaymentsAgreeInTheTables) {
  auto store = OpenFolding();
  RunSale(*store, 7);
  store = nullptr;
  EXPECT_GT(Count("SELECT count(*) FROM payments"), 0);
  EXPECT_EQ(Count("SELECT count(*) FROM seats WHERE status = 'SOLD'"),
            Count("SELECT count(*) FROM payments p JOIN reservations r ON r.id = p.reservation_id, "
                  "json_each(r.seats) WHERE r.status = 'CONFIRMED'"));
}

TEST_F(EmbeddedStoreTest, AFailedFoldIsTriedAgainAndLosesNothing) {
  std::atomic<int> complaints = 0;
  auto options = Options();
  options.log = [&complaints](const std::string&) { ++complaints; };
  auto store = Open(options);
  auto other = Connection::Open(directory_.path() + "/sale.db");
  ASSERT_TRUE((*other)->Execute("BEGIN IMMEDIATE"));
  RunSale(*store, 8);
  const LedgerQuestion question{.user = ContractUser("user-1")};
  EXPECT_FALSE(ReadLedgerAndWait(*store, question));
  EXPECT_GT(complaints.load(), 0);
  ASSERT_TRUE((*other)->Execute("ROLLBACK"));
  EXPECT_FALSE(ReadLedgerAndWait(*store, question)->empty());
}

TEST_F(EmbeddedStoreTest, ASecondStoreInTheDirectoryIsRefusedAndTheFirstNamed) {
  const auto store = Open();
  const StoreError error = OpenError(Options());
  EXPECT_EQ(error.code, StoreErrorCode::kUnavailable);
  EXPECT_THAT(error.detail, HasSubstr("in use by process " + std::to_string(::getpid())));
}

TEST_F(EmbeddedStoreTest, ADirectoryThatCannotBeCreatedIsNamed) {
  auto options = Options();
  options.directory = "/proc/onsale-data";
  const StoreError error = OpenError(options);
  EXPECT_EQ(error.code, StoreErrorCode::kUnavailable);
  EXPECT_THAT(error.detail, HasSubstr("/proc/onsale-data"));
}

TEST_F(EmbeddedStoreTest, TablesOfANewerProgramAreRefused) {
  Open();
  auto connection = Connection::Open(directory_.path() + "/sale.db");
  ASSERT_TRUE((*connection)->Execute("PRAGMA user_version=99"));
  EXPECT_THAT(OpenError(Options()).detail, HasSubstr("newer version"));
}

TEST_F(EmbeddedStoreTest, TablesOfTheFirstLayoutGetTheMissingColumns) {
  auto store = OpenFolding();
  RunSale(*store, 9);
  const Credential waiting = Shop(*store, ids_).Join("somebody-new");
  store = nullptr;
  auto connection = Connection::Open(directory_.path() + "/sale.db");
  ForEachTable([&]<class Row>(std::type_identity<Row>) {
    Row row;
    ForEachColumn(row, [&](const auto& column, const auto&) {
      if (column.since == 1) return;
      ASSERT_TRUE((*connection)
                      ->Execute(std::string("ALTER TABLE ") + Table<Row>::kName + " DROP COLUMN " +
                                column.name));
    });
  });
  ASSERT_TRUE((*connection)
                  ->Execute("DROP TABLE room_funnels; CREATE TABLE queue_places (place INTEGER);"
                            "PRAGMA user_version=1"));
  connection->reset();
  store = OpenFolding();
  EXPECT_FALSE(
      (*Connection::Open(directory_.path() + "/sale.db"))->Prepare("SELECT * FROM queue_places"));
  EXPECT_EQ(Ask(*store, ReadToken{waiting})->user, ContractUser("somebody-new"));
  const RoomView room = *Ask(*store, ReadRoom{"main"});
  EXPECT_EQ(room.room.policy.mode, RoomMode::kFifo);
  EXPECT_EQ(room.room.policy.entry_burst, 1);
  EXPECT_EQ(room.room.rank_window.current, AdmissionRank{});
  store = nullptr;
  EXPECT_TRUE(Ask(*Open(), ReadToken{waiting}));
}

TEST_F(EmbeddedStoreTest, AFileThatIsNotADatabaseIsRefused) {
  std::ofstream(directory_.path() + "/sale.db") << std::string(5000, 'x');
  EXPECT_EQ(OpenError(Options()).code, StoreErrorCode::kCorrupt);
}

TEST_F(EmbeddedStoreTest, AnImpossibleValueIsRefusedAndItsTableNamed) {
  auto store = OpenFolding();
  RunSale(*store, 9);
  store = nullptr;
  auto connection = Connection::Open(directory_.path() + "/sale.db");
  ASSERT_TRUE((*connection)->Execute("UPDATE seats SET status = 'GONE' WHERE number = 3"));
  EXPECT_THAT(OpenError(Options()).detail, HasSubstr("seats"));
}

TEST_F(EmbeddedStoreTest, RowsThatContradictEachOtherAreRefusedAndNamed) {
  auto store = OpenFolding();
  RunSale(*store, 9);
  store = nullptr;
  auto connection = Connection::Open(directory_.path() + "/sale.db");
  ASSERT_TRUE((*connection)->Execute("UPDATE rooms SET active = active + 1"));
  const StoreError error = OpenError(Options());
  EXPECT_EQ(error.code, StoreErrorCode::kCorrupt);
  EXPECT_THAT(error.detail, HasSubstr("the row of rooms with id 1 counts"));
}

TEST_F(EmbeddedStoreTest, AnImpossibleTimeOrCommitNumberIsRefused) {
  auto store = OpenFolding();
  RunSale(*store, 9);
  store = nullptr;
  auto connection = Connection::Open(directory_.path() + "/sale.db");
  ASSERT_TRUE((*connection)->Execute("CREATE TEMP TABLE old AS SELECT * FROM store_meta"));
  for (const std::string name : {"folded_batch", "folded_time_us"}) {
    const std::string where = " WHERE name = '" + name + "'";
    ASSERT_TRUE(
        (*connection)->Execute("UPDATE store_meta SET value = 9223372036854775807" + where));
    EXPECT_THAT(OpenError(Options()).detail, HasSubstr("store_meta"));
    ASSERT_TRUE((*connection)->Execute("INSERT OR REPLACE INTO store_meta SELECT * FROM old"));
  }
}

TEST_F(EmbeddedStoreTest, FilesAreAccessibleToTheirOwnerOnly) {
  const auto store = Open();
  for (const auto& entry : fs::recursive_directory_iterator(directory_.path())) {
    if (!entry.is_regular_file() || !entry.path().string().ends_with(".log")) continue;
    EXPECT_EQ(entry.status().permissions(), fs::perms::owner_read | fs::perms::owner_write)
        << entry.path();
  }
}

// Charges one won at a time until the disk fails, and returns how many were acknowledged.
int ChargeUntilItFails(EmbeddedStore& store, base::UuidSource& ids) {
  for (int done = 0; done < 30; ++done) {
    const ChargeBalance charge{
        .user = ContractUser("ann"), .amount = {1}, .fresh_id = {ids.Next()}};
    if (auto committed = CommitAndWait(store, {charge}); !committed) {
      EXPECT_EQ(committed.error().code, StoreErrorCode::kUnknownOutcome);
      EXPECT_THAT(committed.error().detail, HasSubstr("Input/output error"));
      return done;
    }
  }
  return 30;
}

TEST_F(EmbeddedStoreTest, NoFailureOfTheJournalLosesAnAcknowledgedCharge) {
  int acknowledged = 0;
  for (std::uint64_t cut = 6; acknowledged < 30; cut += 3) {
    const base::TempDirectory directory;
    FaultyDisk disk({.fail_at = cut});
    auto options = Options();
    options.directory = directory.path();
    options.segment_bytes = 1024;
    options.files = &disk;
    acknowledged = 0;
    {
      auto store = EmbeddedStore::Open(options, clock_);
      if (store) acknowledged = ChargeUntilItFails(**store, ids_);
    }
    disk.Crash(cut);
    auto store = Open(options);
    const auto balance = Ask(*store, ReadBalance{ContractUser("ann")})->balance.minor;
    EXPECT_GE(balance, acknowledged) << cut;
    EXPECT_LE(balance, acknowledged + 1) << cut;
  }
}

TEST_F(EmbeddedStoreTest, NothingIsAcknowledgedAfterAFailure) {
  FaultyDisk disk({.fail_at = 15});
  auto options = Options();
  options.files = &disk;
  auto store = Open(options);
  ChargeUntilItFails(*store, ids_);
  EXPECT_FALSE(CommitAndWait(*store, {}));
}

TEST_F(EmbeddedStoreTest, EveryBatchIsLoggedAsDecidedBeforeItIsDurable) {
  const base::TempDirectory folder;
  const auto log = DecidedLog::Open(folder.path() + "/decided");
  ASSERT_TRUE(log) << log.error();
  FaultyDisk disk({.fail_at = 15});
  auto options = Options();
  options.files = &disk;
  options.decided = log->get();
  const auto store = Open(options);
  ASSERT_TRUE(CommitAndWait(*store, {ReadBalance{ContractUser("ann")}}));
  const int acknowledged = ChargeUntilItFails(*store, ids_);
  std::ifstream file(folder.path() + "/decided");
  std::map<std::string, int> lines;
  for (std::string line; std::getline(file, line);) ++lines[line.substr(0, line.find(' '))];
  EXPECT_EQ(lines["reads"], 1);
  // The failed commit is logged, too: nobody knows yet that it fails.
  EXPECT_EQ(lines["writes"], acknowledged + 1);
  EXPECT_EQ(lines["charge"], acknowledged + 1);
  EXPECT_EQ(lines["end"], acknowledged + 2);
}

}  // namespace
}  // namespace onsale::store
