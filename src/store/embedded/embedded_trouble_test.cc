// Tests the embedded store's errors: its directory was replaced, its tables are damaged, or a stop
// cannot fold everything.
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

#include "store/embedded/checksum/page_checksum.h"
#include "store/embedded/testing/embedded_fixture_testing.h"

namespace onsale::store {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
namespace fs = std::filesystem;

std::string WholeFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class EmbeddedTroubleTest : public EmbeddedTest {
 protected:
  void Start() {
    auto options = Options();
    options.log_error = [this](const std::string& line) { errors_.push_back(line); };
    store_ = OpenWith(options);
  }
  void StartWithASale() {
    Start();
    Ask(*store_, domain::LoadCatalog{ContractSale({})});
    TopUp(70);
    ASSERT_EQ(LedgerError(), std::nullopt);
  }
  std::int64_t TopUp(std::int64_t amount) { return Shop(*store_, ids_).TopUp("ann", amount).minor; }
  // The error of a ledger question, which makes the store fold.
  std::optional<StoreErrorCode> LedgerError() {
    const auto ledger = ReadLedgerAndWait(*store_, {.user = ContractUser("ann")});
    return ledger ? std::nullopt : std::optional(ledger.error().code);
  }
  std::string CloseError() {
    const auto closed = store_->Close();
    return closed ? "" : closed.error().detail;
  }

  // The content of each file in the data directory, by path.
  std::map<std::string, std::string> Files() {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(directory_)) {
      if (entry.is_regular_file()) files[entry.path()] = WholeFile(entry.path());
    }
    return files;
  }
  template <class Condition>
  static bool Await(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!condition() && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::yield();
    }
    return condition();
  }
  // Replaces the data directory by another sale's, with files of the same names.
  void ReplaceDirectory() {
    fs::rename(directory_, temp_.path() + "/moved");
    fs::create_directories(directory_ + "/journal");
    for (const char* const name : {"sale.db", "sale.db-wal", "sale.db-shm", "journal/00000001.log",
                                   "journal/spare1.log.tmp"}) {
      std::ofstream(directory_ + "/" + name) << "of another sale";
    }
  }

  // Flips a bit in the root page of the ledger's table in sale.db. A start does not read that page;
  // the fold of every top-up does.
  void DamageLedger() {
    std::int64_t page = 0;
    {
      const auto connection = Connection::Open(path());
      auto statement =
          (*connection)->Prepare("SELECT rootpage FROM sqlite_schema WHERE name='ledger_entries'");
      ASSERT_TRUE(statement->Step());
      SqlValue value;
      statement->Column(0, value);
      page = value.number;
    }
    const auto size = static_cast<std::int64_t>(ReadPageHeader(WholeFile(path()))->page_size);
    std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
    const auto middle = (page - 1) * size + size / 2;
    file.seekg(middle);
    const auto byte = static_cast<char>(file.get() ^ 1);
    file.seekp(middle);
    file.put(byte);
  }

  void StartWithDamage() {
    StartWithASale();
    store_ = nullptr;
    DamageLedger();
    Start();
  }

  std::vector<std::string> errors_;  // used by the fold's thread until its query is answered
  std::unique_ptr<EmbeddedStore> store_;
};

// --- The data directory is replaced ---

// Regression: a first server whose directory was replaced, and a second one in the new directory,
// both sold.
TEST_F(EmbeddedTroubleTest, AStoreWhoseDirectoryWasReplacedAcknowledgesNothingMore) {
  StartWithASale();
  ReplaceDirectory();
  EXPECT_EQ(LedgerError(), StoreErrorCode::kUnavailable);
  const auto committed = CommitAndWait(*store_, {});
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().code, StoreErrorCode::kUnknownOutcome);
  EXPECT_THAT(committed.error().detail, HasSubstr("removed, moved or replaced"));
  EXPECT_THAT(errors_, ElementsAre(HasSubstr("the server must stop")));
}

TEST_F(EmbeddedTroubleTest, AReplacedDirectoryIsDetectedWithoutAQuery) {
  StartWithASale();
  fs::rename(directory_, temp_.path() + "/moved");
  EXPECT_TRUE(Await([this] { return !CommitAndWait(*store_, {}); }));
}

TEST_F(EmbeddedTroubleTest, TheNewDirectoryIsNotChangedAndTheMovedOneHasEveryCommit) {
  StartWithASale();
  TopUp(5);
  ASSERT_TRUE(Await([this] { return fs::exists(directory_ + "/journal/spare1.log.tmp"); }));
  ReplaceDirectory();
  const auto before = Files();
  EXPECT_THAT(CloseError(), HasSubstr("removed, moved or replaced"));
  store_ = nullptr;
  EXPECT_EQ(Files(), before);
  fs::remove_all(directory_);
  fs::rename(temp_.path() + "/moved", directory_);
  Start();
  EXPECT_EQ(TopUp(1), 76);
}

// --- The tables in sale.db are damaged ---

// Regression: after damage, clients got "try again" without end, and the log had only a warning.
TEST_F(EmbeddedTroubleTest, AFoldThatReadsDamageLogsAnErrorWithAdvice) {
  StartWithDamage();
  TopUp(5);
  EXPECT_EQ(LedgerError(), StoreErrorCode::kCorrupt);
  const auto audit = AuditAndWait(*store_);
  ASSERT_FALSE(audit.has_value());
  EXPECT_EQ(audit.error().code, StoreErrorCode::kCorrupt);
  EXPECT_THAT(errors_, ElementsAre(AllOf(HasSubstr("damaged"), HasSubstr("docs/formats.md"),
                                         HasSubstr("sale.db: page"))));
}

TEST_F(EmbeddedTroubleTest, TheSaleContinuesInTheJournalAndTheStopReportsThatItIsNeeded) {
  StartWithDamage();
  EXPECT_EQ(TopUp(5), 75);
  EXPECT_NE(LedgerError(), std::nullopt);
  EXPECT_EQ(TopUp(5), 80);
  EXPECT_THAT(CloseError(), AllOf(HasSubstr("commit 2 of 4 is the last one folded"),
                                  HasSubstr("journal/ included"), HasSubstr("sale.db: page")));
  store_ = nullptr;
  Start();
  EXPECT_EQ(TopUp(1), 81);
}

// --- A stop cannot fold all commits ---

TEST_F(EmbeddedTroubleTest, AStopThatFoldsEverythingReportsNoError) {
  StartWithASale();
  TopUp(5);
  EXPECT_EQ(CloseError(), "");
  EXPECT_EQ(CloseError(), "");
  EXPECT_THAT(errors_, IsEmpty());
  EXPECT_EQ(fs::file_size(directory_ + "/sale.db-wal"), 0U);
}

// Regression: a stop that could not fold reported success, and a copy of sale.db lacked sales.
TEST_F(EmbeddedTroubleTest, AStopWithALockedSaleDbReportsTheLastFoldedCommit) {
  StartWithASale();
  const auto other = Connection::Open(path());
  ASSERT_TRUE((*other)->Execute("BEGIN IMMEDIATE"));
  TopUp(5);
  EXPECT_THAT(CloseError(), AllOf(HasSubstr("commit 2 of 3 is the last one folded"),
                                  HasSubstr("Copy the whole data directory"), HasSubstr("locked")));
}

TEST_F(EmbeddedTroubleTest, AStopThatCannotTruncateTheLogBecauseOfAReaderReportsIt) {
  StartWithASale();
  const auto reader = Connection::Open(path());
  auto statement = (*reader)->Prepare("SELECT name FROM store_meta");
  ASSERT_TRUE(statement->Step());
  TopUp(5);
  EXPECT_THAT(CloseError(), AllOf(HasSubstr("commit 3 of 3"), HasSubstr("sale.db-wal")));
}

}  // namespace
}  // namespace onsale::store
