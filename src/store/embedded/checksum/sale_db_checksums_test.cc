// Tests that sale.db gets its checksums: a new file at once, an earlier version's file when it is
// opened, and a file written by hand if the operator discards its checksums.
#include <fstream>
#include <sstream>

#include "store/embedded/checksum/page_checksum.h"
#include "store/embedded/testing/embedded_fixture_testing.h"
#include "store/embedded/testing/sale_on_disk_testing.h"
#include "store/embedded/testing/stock_sqlite_testing.h"

namespace onsale::store {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using Kind = DiskOperation::Kind;

std::string BytesOf(const std::string& path) {
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  return bytes.str();
}

// --- Checksums on a real disk ---

class SaleDbChecksumsTest : public EmbeddedTest {
 protected:
  void MakeSale() {
    const auto store = Open();
    Ask(*store, domain::LoadCatalog{ContractSale({})});
    Shop(*store, ids_).TopUp("ann", 70);
  }
  void ExpectChecksums() {
    const std::string bytes = BytesOf(path());
    EXPECT_TRUE(ReadPageHeader(bytes)->checksums_are_valid());
    const std::size_t size = ReadPageHeader(bytes)->page_size;
    for (std::size_t at = 0; at < bytes.size(); at += size) {
      const auto number = static_cast<PageNumber>(at / size + 1);
      EXPECT_TRUE(HasChecksum(number, std::string_view(bytes).substr(at, size))) << number;
    }
  }
};

TEST_F(SaleDbChecksumsTest, EveryPageHasItsChecksum) {
  MakeSale();
  ExpectChecksums();
}

TEST_F(SaleDbChecksumsTest, AnotherProgramsWriteIsRefusedUntilAnOperatorDiscardsTheChecksums) {
  MakeSale();
  StockSqlite(path()).Execute("UPDATE wallets SET balance = balance + 1");
  const StoreError error = OpenError();
  EXPECT_EQ(error.code, StoreErrorCode::kCorrupt);
  EXPECT_THAT(error.detail, AllOf(HasSubstr("sale.db: page "), HasSubstr("docs/formats.md")));
  StockSqlite(path()).Execute("PRAGMA user_version=3");
  EXPECT_EQ(Shop(*Open(), ids_).TopUp("ann", 1).minor, 72);
  ExpectChecksums();
}

TEST_F(SaleDbChecksumsTest, AHeaderWithoutChecksumBytesIsDamaged) {
  MakeSale();
  std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(20);
  file.put('\0');
  file.close();
  EXPECT_EQ(OpenError().code, StoreErrorCode::kCorrupt);
}

// --- Checksums on a disk that loses power ---

constexpr const char* kCopyTablesSql =
    "SELECT group_concat('INSERT INTO ' || name || ' SELECT * FROM old.' || name, ';') "
    "FROM old.sqlite_schema WHERE type = 'table'";
constexpr const char* kCopySchemaSql =
    "SELECT group_concat(sql, ';') FROM old.sqlite_schema WHERE sql IS NOT NULL";

class AddedChecksumsTest : public testing::Test {
 protected:
  AddedChecksumsTest() {
    Machine machine(Directory(), {});
    const auto found = machine.Start(Machine::End::kFolded);
    promises_ = Promises(*found);
    BusySale sale(11, base::Time(std::chrono::hours(24)));
    for (int step = 0; step < 40; ++step) EXPECT_TRUE(sale.RunStep(machine, promises_));
    acknowledged_ = promises_.AcknowledgedBy(machine.disk().operations());
    machine.SetReader(false);  // while somebody reads, a part of the rows stays in the log
    machine.Stop();
    disk_ = machine.disk().state();
    disk_.ForgetUnnamed();
    disk_.BytesOf(Directory() + "/sale.db") = AsAnEarlierVersionWroteIt();
    // Makes the removal of the former log durable: SQLite would copy that log into the new tables.
    disk_.Apply({.kind = Kind::kSyncDirectory, .path = Directory()});
    disk_.Delete(Directory() + "/sale.db-wal");
    // Makes the new sale.db durable.
    const FileId file = *disk_.Find(Directory() + "/sale.db");
    disk_.Apply({.kind = Kind::kWrite, .file = file, .offset = 0, .bytes = older_});
    disk_.Apply({.kind = Kind::kTruncate, .file = file, .offset = older_.size()});
    disk_.Apply({.kind = Kind::kSync, .file = file});
  }

  std::string Directory() const { return directory_.path() + "/data"; }

  // The bytes of a file with the tables of sale.db, but without checksum bytes in its pages.
  std::string AsAnEarlierVersionWroteIt() {
    const std::string now = directory_.path() + "/now.db";
    std::ofstream(now, std::ios::binary) << disk_.BytesOf(Directory() + "/sale.db");
    const std::string older = directory_.path() + "/older.db";
    {
      StockSqlite stock(older);
      stock.Execute("PRAGMA journal_mode=WAL; ATTACH '" + now + "' AS old");
      stock.Execute(stock.Execute(kCopySchemaSql));
      stock.Execute(stock.Execute(kCopyTablesSql));
      stock.Execute("DETACH old; PRAGMA application_id=" + std::to_string(0x4F6E536C) +
                    "; PRAGMA user_version=3");
    }
    older_ = BytesOf(older);
    EXPECT_EQ(ReadPageHeader(older_)->reserved, 0U);
    return older_;
  }

  std::string WrongOn(DiskState disk) {
    Machine machine(Directory(), {}, std::move(disk));
    const auto found = machine.Start(Machine::End::kFolded);
    if (!found) return "the start was refused: " + found.error().detail;
    auto wrong = promises_.Complaint(*found, acknowledged_);
    return wrong.empty() ? machine.TablesComplaint() : wrong;
  }

  base::TempDirectory directory_;
  Promises promises_{{}};
  std::uint64_t acknowledged_ = 0;
  DiskState disk_;
  std::string older_;
};

TEST_F(AddedChecksumsTest, ADatabaseOfAnEarlierVersionGetsChecksums) {
  Machine machine(Directory(), {}, disk_);
  const auto found = machine.Start(Machine::End::kFolded);
  ASSERT_TRUE(found) << found.error().detail;
  EXPECT_EQ(promises_.Complaint(*found, acknowledged_), "");
  EXPECT_EQ(machine.TablesComplaint(), "");
  machine.Stop();
  EXPECT_TRUE(
      ReadPageHeader(machine.disk().BytesOf(Directory() + "/sale.db"))->checksums_are_valid());
}

TEST_F(AddedChecksumsTest, APowerCutDuringTheChangeLosesNothing) {
  std::vector<DiskOperation> log;
  {
    Machine machine(Directory(), {.record = true}, disk_);
    ASSERT_TRUE(machine.Start(Machine::End::kFolded));
    machine.Stop();
    log = machine.disk().log();
  }
  EXPECT_GT(log.size(), 30U);
  DiskState disk = disk_;
  for (std::size_t n = 0; n <= log.size(); ++n) {
    if (n > 0) disk.Apply(log[n - 1]);
    const std::string wrong = WrongOn(disk.AfterPowerCut(n));
    ASSERT_EQ(wrong, "") << "operation " << n << " of " << log.size();
  }
}

TEST_F(AddedChecksumsTest, AStartWithoutDiskSpaceIsRefusedAndALaterOneSucceeds) {
  Machine full(Directory(),
               {.fail_at = 8, .error_number = ENOSPC, .fails = FaultyDisk::Fails::kGrowth}, disk_);
  const auto refused = full.Start();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, StoreErrorCode::kUnavailable);
  EXPECT_EQ(WrongOn(full.disk().state()), "");
}

}  // namespace
}  // namespace onsale::store
