// What a server gives to a backup: reads beside a base, and bases that nobody fetches.
#include "app/served_backup.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <future>

#include "base/await_testing.h"
#include "base/temp_directory_testing.h"
#include "net/descriptor.h"
#include "store/embedded/embedded_store.h"

namespace onsale::app {
namespace {

using http::BackupTrouble;

class ServedBackupTest : public testing::Test {
 protected:
  ServedBackupTest() {
    auto store = store::EmbeddedStore::Open(
        {.directory = data_, .log = [](const std::string&) {}, .log_error = {}}, clock_);
    if (!store) throw std::runtime_error(store.error().detail);
    std::ofstream(data_ + "/journal/00000099.log") << "a segment, whatever it contains";
  }

  std::expected<http::BackupBase, BackupTrouble> Make(ServedBackup& backup) {
    std::promise<std::expected<http::BackupBase, BackupTrouble>> made;
    backup.MakeBase([&made](auto result) { made.set_value(std::move(result)); });
    return base::Got("a base", made.get_future());
  }
  std::string ReadBase(ServedBackup& backup) {
    std::promise<std::string> bytes;
    backup.ReadBase(0, [&bytes](auto result) { bytes.set_value(result.value_or("failed")); });
    return base::Got("a piece of the base", bytes.get_future());
  }
  bool HasSegment(ServedBackup& backup) {
    std::promise<bool> found;
    backup.ReadJournal({}, [&found](auto result) { found.set_value(result && *result); });
    return base::Got("a piece of the journal", found.get_future());
  }
  bool HasBase() const { return std::filesystem::exists(data_ + "/sale.db-base"); }

  const base::TempDirectory temp_;
  const std::string data_ = temp_.path() + "/data";
  const base::ManualClock clock_{base::Time(std::chrono::hours(24))};
  const net::Descriptor null_{::open("/dev/null", O_WRONLY | O_CLOEXEC)};
  Log log_{{.format = LogFormat::kText, .fd = null_.get()}, clock_};
};

TEST_F(ServedBackupTest, ABaseIsRemovedWithItsLastByte) {
  ServedBackup backup(data_, log_);
  const auto made = Make(backup);
  ASSERT_TRUE(made);
  ASSERT_LT(made->bytes, http::kBackupPieceMax);
  EXPECT_EQ(ReadBase(backup).size(), made->bytes);
  EXPECT_FALSE(HasBase());
  EXPECT_EQ(ReadBase(backup), "");
}

// Every read was refused while a base was made, for minutes.
TEST_F(ServedBackupTest, TheJournalIsReadWhileABaseIsMade) {
  std::promise<void> is_making;
  std::promise<void> go_on;
  int looks = 0;
  ServedBackup backup(data_, log_, {.free_bytes = [&]() -> std::uint64_t {
                        if (++looks == 2) {
                          is_making.set_value();
                          go_on.get_future().wait();
                        }
                        return UINT64_MAX;
                      }});
  std::promise<bool> made;
  backup.MakeBase([&made](auto result) { made.set_value(result.has_value()); });
  base::Got("the begin of the base", is_making.get_future());
  EXPECT_TRUE(HasSegment(backup));
  EXPECT_EQ(ReadBase(backup), "") << "it is incomplete";
  EXPECT_TRUE(HasBase());
  EXPECT_EQ(Make(backup).error(), BackupTrouble::kBusy);
  go_on.set_value();
  EXPECT_TRUE(base::Got("the base", made.get_future()));
  EXPECT_NE(ReadBase(backup), "");
}

TEST_F(ServedBackupTest, ReadsWaitForEachOtherUpToABound) {
  ServedBackup backup(data_, log_);
  std::promise<void> go_on;
  std::promise<void> is_reading;
  backup.ReadJournal({}, [&](const auto&) {
    is_reading.set_value();
    go_on.get_future().wait();
  });
  base::Got("the first read", is_reading.get_future());
  std::atomic<int> answered = 0;
  int refused = 0;
  for (int i = 0; i < 20; ++i) {
    backup.ReadJournal({}, [&](const auto& result) {
      if (result) {
        ++answered;
      } else {
        ++refused;
      }
    });
  }
  EXPECT_EQ(refused, 4);
  go_on.set_value();
  base::Await("the reads that waited", [&] { return answered == 16; });
  EXPECT_TRUE(HasSegment(backup));
}

// It stayed on the disk of the sale until the server ended.
TEST_F(ServedBackupTest, ABaseThatNobodyReadsIsRemoved) {
  ServedBackup backup(data_, log_, {.kept = std::chrono::milliseconds(20)});
  ASSERT_TRUE(Make(backup));
  base::Await("the base is removed", [&] { return !HasBase(); });
  EXPECT_TRUE(HasSegment(backup));
}

TEST_F(ServedBackupTest, ABaseEndsWhenTheDiskFillsUp) {
  int looks = 0;
  ServedBackup backup(data_, log_, {.free_bytes = [&]() -> std::uint64_t {
                        return ++looks == 1 ? UINT64_MAX : std::uint64_t{200} << 20;
                      }});
  EXPECT_EQ(Make(backup).error(), BackupTrouble::kNoSpace);
  EXPECT_EQ(looks, 2);
  EXPECT_FALSE(HasBase());
}

}  // namespace
}  // namespace onsale::app
