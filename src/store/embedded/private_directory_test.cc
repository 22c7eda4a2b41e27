#include "store/embedded/private_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "base/temp_directory_testing.h"
#include "store/embedded/embedded_store.h"

namespace onsale::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
namespace fs = std::filesystem;

std::string ModeOf(const fs::path& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return "not there";
  char text[8];
  std::snprintf(text, sizeof text, "%04o", status.st_mode & 07777U);
  return text;
}

class PrivateDirectoryTest : public testing::Test {
 protected:
  ~PrivateDirectoryTest() override { ::umask(umask_); }

  std::string Refused() {
    const auto made =
        MakePrivate(directory_, [this](const std::string& line) { log_.push_back(line); });
    return made ? "" : made.error().detail;
  }
  fs::path Make(const std::string& name, mode_t mode) {
    const fs::path path = fs::path(directory_) / name;
    std::ofstream(path) << "x";
    ::chmod(path.c_str(), mode);
    return path;
  }
  // Opens a store and closes it as a crash would.
  void OpenAndClose() {
    const auto store =
        EmbeddedStore::Open({.directory = directory_,
                             .segment_bytes = 1 << 16,
                             .fold_on_close = false,
                             .log = [this](const std::string& line) { log_.push_back(line); }},
                            clock_);
    ASSERT_TRUE(store.has_value()) << store.error().detail;
  }
  void ExpectPrivate() {
    EXPECT_EQ(ModeOf(directory_), "0700");
    std::size_t files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(directory_)) {
      EXPECT_EQ(ModeOf(entry), entry.is_directory() ? "0700" : "0600") << entry;
      ++files;
    }
    EXPECT_GE(files, 4U);
  }

  const mode_t umask_ = ::umask(022);
  base::SystemClock clock_;
  base::TempDirectory temp_;
  std::string directory_ = temp_.path() + "/data";
  std::vector<std::string> log_;
};

// Regression: sale.db and its log, with balances and the seeds of draws, were readable for all
// users.
TEST_F(PrivateDirectoryTest, AllFilesOfAStoreArePrivateWithAnyUmask) {
  for (const mode_t mask : {0U, 022U, 077U}) {
    ::umask(mask);
    OpenAndClose();
    ExpectPrivate();
    EXPECT_THAT(log_, IsEmpty());
    fs::remove_all(directory_);
  }
}

TEST_F(PrivateDirectoryTest, WiderModesAreRestrictedAndLogged) {
  ::umask(0);
  OpenAndClose();
  for (const auto& entry : fs::recursive_directory_iterator(directory_)) {
    ::chmod(entry.path().c_str(), entry.is_directory() ? 0755 : 0644);
  }
  ::chmod(directory_.c_str(), 0777);
  OpenAndClose();
  ExpectPrivate();
  EXPECT_THAT(log_, ElementsAre(HasSubstr(directory_ + " (mode 0777); its mode is now 0700"),
                                HasSubstr("journal (mode 0755)"), HasSubstr("files in")));
}

TEST_F(PrivateDirectoryTest, OtherFilesBesideASaleKeepTheirModes) {
  for (const char* const sign : {"journal", "sale.db", "token.key", "lock"}) {
    fs::create_directory(directory_);
    Make(sign, 0600);
    const fs::path other = Make("notes.txt", 0644);
    EXPECT_EQ(Refused(), "") << sign;
    EXPECT_EQ(ModeOf(other), "0644") << sign;
    EXPECT_EQ(ModeOf(directory_), "0700") << sign;
    fs::remove_all(directory_);
  }
}

// Regression: `--data /tmp` as root closed /tmp to all other users.
TEST_F(PrivateDirectoryTest, ASharedDirectoryWithOtherFilesIsRefusedUnchanged) {
  fs::create_directory(directory_);
  const fs::path other = Make("notes.txt", 0644);
  ::chmod(directory_.c_str(), 01777);
  const auto store = EmbeddedStore::Open({.directory = directory_}, clock_);
  ASSERT_FALSE(store.has_value());
  EXPECT_EQ(store.error().code, StoreErrorCode::kUnavailable);
  EXPECT_THAT(store.error().detail, HasSubstr("give an empty or a new directory"));
  EXPECT_EQ(ModeOf(directory_), "1777");
  EXPECT_EQ(ModeOf(other), "0644");
  EXPECT_EQ(std::distance(fs::directory_iterator(directory_), fs::directory_iterator()), 1);
}

TEST_F(PrivateDirectoryTest, ASharedEmptyDirectoryAndAPrivateOneWithOtherFilesAreAccepted) {
  fs::create_directory(directory_);
  fs::create_directory(fs::path(directory_) / "lost+found");
  EXPECT_EQ(Refused(), "");
  EXPECT_EQ(ModeOf(directory_), "0700");
  Make("notes.txt", 0644);
  EXPECT_EQ(Refused(), "");
}

TEST_F(PrivateDirectoryTest, ADirectoryFileOrLinkOfAnotherUserIsRefused) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  fs::create_directory(directory_);
  const fs::path file = Make("sale.db", 0600);
  const fs::path link = fs::path(directory_) / "sale.db-wal";
  fs::create_symlink(Make("elsewhere", 0600), link);
  EXPECT_EQ(Refused(), "");
  for (const fs::path& path : {fs::path(directory_), file, link}) {
    ASSERT_EQ(::lchown(path.c_str(), 12345, 12345), 0);
    EXPECT_THAT(Refused(), HasSubstr(path.string() + " belongs to another user (uid 12345)"));
    ASSERT_EQ(::lchown(path.c_str(), 0, 0), 0);
  }
}

TEST_F(PrivateDirectoryTest, ALinkInsteadOfTheLockFileIsNotFollowed) {
  fs::create_directory(directory_);
  const fs::path victim = Make("victim", 0600);
  fs::create_symlink(victim, fs::path(directory_) / "lock");
  const auto store = EmbeddedStore::Open({.directory = directory_}, clock_);
  ASSERT_FALSE(store.has_value());
  EXPECT_THAT(store.error().detail, HasSubstr("lock"));
  EXPECT_EQ(fs::file_size(victim), 1U);
}

}  // namespace
}  // namespace onsale::store
