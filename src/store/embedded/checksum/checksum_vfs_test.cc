// Tests checksums in SQLite's files: a read detects damage, and any other SQLite can still read the
// database, recover its log, and copy it into the database.
#include "store/embedded/checksum/checksum_vfs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/temp_directory_testing.h"
#include "store/embedded/tables/sqlite.h"
#include "store/embedded/testing/stock_sqlite_testing.h"

namespace onsale::store {
namespace {

using testing::HasSubstr;

constexpr std::size_t kPageSize = 4096;

class ChecksumVfsTest : public testing::Test {
 protected:
  std::unique_ptr<Connection> Open() {
    auto connection = Connection::Open(path_);
    EXPECT_TRUE(connection);
    EXPECT_TRUE((*connection)->SetAsideChecksumBytes());
    Run(**connection, "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0");
    return std::move(*connection);
  }
  // Creates a database with a table of `rows` rows, about twenty on each page.
  std::unique_ptr<Connection> OpenWithRows(int rows) {
    auto connection = Open();
    Run(*connection,
        "CREATE TABLE t(a INTEGER PRIMARY KEY, b); PRAGMA user_version=4;"
        "WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n WHERE a < " +
            std::to_string(rows) + ") INSERT INTO t SELECT a, hex(randomblob(90)) FROM n");
    return connection;
  }
  // The same, with all pages in the file and no log.
  void WriteRows(int rows) {
    const auto connection = OpenWithRows(rows);
    EXPECT_TRUE(connection->CopyLog().value());
    EXPECT_TRUE(connection->EmptyLog());
  }
  static void Run(Connection& connection, const std::string& sql) {
    const auto done = connection.Execute(sql);
    EXPECT_TRUE(done) << sql << ": " << done.error().text;
  }
  // Reads every page of the table.
  static Sql<void> ReadAll(Connection& connection) {
    auto statement = connection.Prepare("SELECT sum(length(b)) FROM t");
    if (!statement) return std::unexpected(statement.error());
    if (auto row = statement->Step(); !row) return std::unexpected(row.error());
    return {};
  }
  Sql<void> ReadAll() {
    auto connection = Connection::Open(path_);
    if (!connection) return std::unexpected(connection.error());
    return ReadAll(**connection);
  }
  // Copies the database's files, as a process killed now would leave them; returns the copy's path.
  std::string KillNow() {
    const std::string copy = directory_.path() + "/killed.db";
    std::filesystem::copy_file(path_, copy);
    std::filesystem::copy_file(path_ + "-wal", copy + "-wal");
    return copy;
  }
  static void Flip(const std::string& path, std::size_t at) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(at));
    const char byte = static_cast<char>(file.get() ^ 0x10);
    file.seekp(static_cast<std::streamoff>(at));
    file.put(byte);
  }

  base::TempDirectory directory_;
  const std::string path_ = directory_.path() + "/t.db";
};

TEST_F(ChecksumVfsTest, AFlippedBitIsRefusedAndItsPageNamed) {
  WriteRows(500);
  EXPECT_TRUE(ReadAll());
  Flip(path_, kPageSize * 6 + 3000);
  const auto refused = ReadAll();
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().damaged);
  EXPECT_THAT(refused.error().text, HasSubstr("t.db: page 7 does not match its checksum"));
}

TEST_F(ChecksumVfsTest, AFlippedBitInTheFirstPageIsRefused) {
  WriteRows(5);
  for (std::size_t at = 0; at < kPageSize; at += at < 100 ? 1 : 97) {
    if (at == 20) continue;  // the count of reserved bytes, which SaleDb checks
    Flip(path_, at);
    EXPECT_FALSE(ReadAll()) << at;
    Flip(path_, at);
  }
  EXPECT_TRUE(ReadAll());
}

TEST_F(ChecksumVfsTest, AFlippedBitInAnOpenLogIsRefused) {
  const auto writer = OpenWithRows(500);
  auto reader = Connection::Open(path_);
  ASSERT_TRUE(ReadAll(**reader));
  Run(**reader, "PRAGMA shrink_memory");
  const std::size_t frame = kLogFrameHeaderBytes + kPageSize;
  for (std::size_t at = kLogHeaderBytes + 2000; at < std::filesystem::file_size(path_ + "-wal");
       at += frame) {
    Flip(path_ + "-wal", at);
  }
  EXPECT_THAT(ReadAll(**reader).error().text, HasSubstr("does not match its checksum"));
  const auto checkpoint = writer->CopyLog();
  ASSERT_FALSE(checkpoint);
  EXPECT_TRUE(checkpoint.error().damaged);
}

// A log that was copied into the file must be truncated: if it were damaged later, SQLite would
// copy the frames before the damage over newer pages, all with valid checksums.
TEST_F(ChecksumVfsTest, ACopiedLogIsTruncatedWhenNobodyReads) {
  const auto connection = OpenWithRows(500);
  const auto reader = std::move(*Connection::Open(path_));
  Run(*reader, "BEGIN; SELECT count(*) FROM t");
  EXPECT_TRUE(connection->CopyLog().value());
  EXPECT_TRUE(connection->EmptyLog());
  EXPECT_GT(std::filesystem::file_size(path_ + "-wal"), 0U);
  Run(*reader, "COMMIT");
  EXPECT_TRUE(connection->EmptyLog());
  EXPECT_EQ(std::filesystem::file_size(path_ + "-wal"), 0U);
}

// --- Unmodified SQLite on the same files ---

TEST_F(ChecksumVfsTest, AnotherSqliteRecoversTheLogAndCopiesItWithItsChecksums) {
  const auto connection = OpenWithRows(500);
  Run(*connection, "UPDATE t SET b = 'x' WHERE a % 7 = 0");
  const std::string killed = KillNow();
  EXPECT_EQ(StockSqlite(killed).Execute("SELECT count(*) FROM t WHERE b = 'x'"), "71");
  EXPECT_FALSE(std::filesystem::exists(killed + "-wal"));
  const auto again = Connection::Open(killed);
  EXPECT_TRUE(ReadAll(**again));
}

TEST_F(ChecksumVfsTest, AnotherSqliteReadsBesideARunningOne) {
  const auto connection = OpenWithRows(500);
  StockSqlite stock(path_);
  EXPECT_EQ(stock.Execute("SELECT count(*) FROM t"), "500");
  Run(*connection, "DELETE FROM t WHERE a > 100");
  EXPECT_EQ(stock.Execute("SELECT count(*) FROM t"), "100");
  EXPECT_EQ(stock.Execute("PRAGMA integrity_check"), "ok");
}

// With a small cache SQLite writes pages to the log before the commit, and rewrites some of these.
TEST_F(ChecksumVfsTest, ALogWithReplacedFramesIsValid) {
  const auto connection = OpenWithRows(2'000);
  Run(*connection, "PRAGMA cache_size=10; BEGIN");
  for (int round = 0; round < 5; ++round) {
    Run(*connection, "UPDATE t SET b = b || 'r" + std::to_string(round) + "' WHERE a % 3 = 0");
  }
  Run(*connection, "COMMIT; UPDATE t SET b = 'last' WHERE a = 1");
  EXPECT_TRUE(ReadAll(*connection));
  StockSqlite stock(KillNow());
  EXPECT_EQ(stock.Execute("SELECT count(*) FROM t WHERE b LIKE '%r0r1r2r3r4'"), "666");
  EXPECT_EQ(stock.Execute("SELECT b FROM t WHERE a = 1"), "last");
  EXPECT_EQ(stock.Execute("PRAGMA integrity_check"), "ok");
}

TEST_F(ChecksumVfsTest, ALogWithARollbackIsValid) {
  const auto connection = OpenWithRows(2'000);
  Run(*connection,
      "PRAGMA cache_size=10; BEGIN; UPDATE t SET b = 'kept' WHERE a % 2 = 0; SAVEPOINT s;"
      "UPDATE t SET b = 'undone'; ROLLBACK TO s; UPDATE t SET b = 'after' WHERE a % 5 = 0; COMMIT");
  StockSqlite stock(KillNow());
  EXPECT_EQ(stock.Execute("SELECT count(*) FROM t WHERE b = 'undone'"), "0");
  EXPECT_EQ(stock.Execute("SELECT count(*) FROM t WHERE b = 'kept'"), "800");
  EXPECT_EQ(stock.Execute("SELECT count(*) FROM t WHERE b = 'after'"), "400");
  EXPECT_EQ(stock.Execute("PRAGMA integrity_check"), "ok");
}

TEST_F(ChecksumVfsTest, ARestartedLogIsValid) {
  const auto connection = OpenWithRows(500);
  EXPECT_TRUE(connection->CopyLog().value());
  EXPECT_TRUE(connection->EmptyLog());
  Run(*connection, "UPDATE t SET b = 'new' WHERE a < 10");
  EXPECT_EQ(StockSqlite(KillNow()).Execute("SELECT count(*) FROM t WHERE b = 'new'"), "9");
}

TEST_F(ChecksumVfsTest, ADatabaseWithoutChecksumBytesIsNotChanged) {
  StockSqlite(path_).Execute(
      "PRAGMA journal_mode=WAL; CREATE TABLE t(a INTEGER PRIMARY KEY, b);"
      "INSERT INTO t VALUES (1, hex(randomblob(9000)))");
  {
    auto connection = Connection::Open(path_);
    Run(**connection, "UPDATE t SET b = b || 'x'");
    EXPECT_TRUE(ReadAll(**connection));
  }
  StockSqlite stock(path_);
  EXPECT_EQ(stock.Execute("SELECT length(b) FROM t"), "18001");
  EXPECT_EQ(stock.Execute("PRAGMA integrity_check"), "ok");
}

}  // namespace
}  // namespace onsale::store
