// Tests that one process at a time uses a data directory, even if files in it change meanwhile.
#include "store/embedded/files/directory_lock.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/temp_directory_testing.h"

namespace onsale::store {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

class DirectoryLockTest : public testing::Test {
 protected:
  DirectoryLockTest() { fs::create_directory(directory_); }

  // The error of taking the lock; empty if taking it succeeds.
  std::string Refusal() {
    const auto lock = DirectoryLock::Take(directory_);
    return lock ? "" : lock.error().detail;
  }
  // Opens the file that earlier versions locked instead of the folder.
  net::Descriptor OpenFile() {
    return net::Descriptor(::open((directory_ + "/lock").c_str(), O_RDWR | O_CREAT, 0600));
  }

  base::TempDirectory temp_;
  const std::string directory_ = temp_.path() + "/data";
};

TEST_F(DirectoryLockTest, ASecondLockIsRefusedAndNamesTheOwnerUntilTheFirstEnds) {
  auto lock = DirectoryLock::Take(directory_);
  ASSERT_TRUE(lock.has_value());
  EXPECT_THAT(Refusal(), HasSubstr("in use by process " + std::to_string(::getpid())));
  lock->reset();
  EXPECT_EQ(Refusal(), "");
}

// Regression: after `rm data/lock` a second server could start, and both sold.
TEST_F(DirectoryLockTest, TheLockHoldsAfterItsFileIsRemovedOrReplaced) {
  const auto lock = DirectoryLock::Take(directory_);
  ASSERT_TRUE(lock.has_value());
  fs::remove(directory_ + "/lock");
  EXPECT_THAT(Refusal(), HasSubstr("in use by another process"));
  std::ofstream(directory_ + "/other") << "1\n";
  fs::rename(directory_ + "/other", directory_ + "/lock");
  EXPECT_THAT(Refusal(), HasSubstr("in use by process 1;"));
}

TEST_F(DirectoryLockTest, TheLockOfARunningEarlierVersionIsDetected) {
  const net::Descriptor file = OpenFile();
  ASSERT_EQ(::flock(file.get(), LOCK_EX | LOCK_NB), 0);
  EXPECT_THAT(Refusal(), HasSubstr("in use by"));
}

// The directory itself stays unlocked, because a change of the token key locks it.
TEST_F(DirectoryLockTest, AnEarlierVersionIsLockedOutButNotWhoLocksTheDirectory) {
  const auto lock = DirectoryLock::Take(directory_);
  ASSERT_TRUE(lock.has_value());
  EXPECT_NE(::flock(OpenFile().get(), LOCK_EX | LOCK_NB), 0);
  const net::Descriptor directory(::open(directory_.c_str(), O_RDONLY | O_DIRECTORY));
  EXPECT_EQ(::flock(directory.get(), LOCK_EX | LOCK_NB), 0);
}

TEST_F(DirectoryLockTest, CheckPathFailsWhileTheDirectoryIsMovedAway) {
  const auto lock = DirectoryLock::Take(directory_);
  ASSERT_TRUE(lock.has_value());
  EXPECT_TRUE((*lock)->CheckPath());
  fs::rename(directory_, temp_.path() + "/moved");
  const auto missed = (*lock)->CheckPath();
  ASSERT_FALSE(missed);
  EXPECT_EQ(missed.error().code, StoreErrorCode::kUnknownOutcome);
  EXPECT_THAT(missed.error().detail,
              HasSubstr(directory_ + " or its journal was removed, moved or replaced"));
  fs::rename(temp_.path() + "/moved", directory_);
  EXPECT_TRUE((*lock)->CheckPath());
}

// After `rm -r data/*` the data directory is the same, but a later start would not find the
// journal.
TEST_F(DirectoryLockTest, CheckPathFailsAfterTheJournalIsRemovedAndRecreated) {
  const auto lock = DirectoryLock::Take(directory_);
  ASSERT_TRUE(lock.has_value());
  fs::remove_all(directory_ + "/journal");
  EXPECT_FALSE((*lock)->CheckPath());
  fs::create_directory(directory_ + "/journal");
  EXPECT_FALSE((*lock)->CheckPath());
}

TEST_F(DirectoryLockTest, CheckPathFailsForARecreatedDirectory) {
  const auto lock = DirectoryLock::Take(directory_);
  ASSERT_TRUE(lock.has_value());
  fs::rename(directory_, temp_.path() + "/moved");
  fs::create_directory(directory_);
  EXPECT_FALSE((*lock)->CheckPath());
  EXPECT_EQ(Refusal(), "");
}

}  // namespace
}  // namespace onsale::store
