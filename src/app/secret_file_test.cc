#include "app/secret_file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/temp_directory_testing.h"

namespace onsale::app {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

class SecretFileTest : public testing::Test {
 protected:
  ~SecretFileTest() override { ::umask(umask_); }

  fs::path Private(const std::string& name, std::string_view text) const {
    fs::path path = folder_.Write(name, text);
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
    return path;
  }
  std::string ReadError() const {
    const auto read = ReadSecret(file_, 100);
    return read ? "" : read.error();
  }
  std::string Replace(std::string_view text) const {
    const auto lock = SecretLock::Take(file_);
    if (!lock) return lock.error();
    const auto done = lock->Replace(text);
    return done ? "" : done.error();
  }
  std::string Text() const {
    const auto read = ReadSecret(file_, 100);
    return read && *read ? std::string((*read)->text()) : "nothing";
  }

  const mode_t umask_ = ::umask(022);
  base::TempDirectory folder_;
  SecretFile file_{.what = "secret", .path = folder_.path() + "/secret"};
};

TEST_F(SecretFileTest, ReadReturnsTheReplacement) {
  EXPECT_EQ(ReadError(), "");
  EXPECT_EQ(Text(), "nothing") << "a missing file is not an error";
  EXPECT_EQ(Replace("one"), "");
  EXPECT_EQ(Replace("two"), "");
  EXPECT_EQ(Text(), "two");
  EXPECT_FALSE(fs::exists(folder_.path() + "/secret.new"));
}

TEST_F(SecretFileTest, ALongFileIsReadUpToOneByteBeyondTheLimit) {
  Private("secret", std::string(200, 's'));
  EXPECT_EQ(Text().size(), 101U);
}

TEST_F(SecretFileTest, AFileThatOthersMayReadIsRefused) {
  for (const auto others : {fs::perms::group_read, fs::perms::others_read, fs::perms::group_write,
                            fs::perms::others_exec}) {
    fs::permissions(Private("secret", "s"), others, fs::perm_options::add);
    EXPECT_THAT(ReadError(), HasSubstr("chmod 600"));
  }
}

// Regression: reading a secret from a pipe waited for a writer.
TEST_F(SecretFileTest, APipeIsRefusedAtOnce) {
  ASSERT_EQ(::mkfifo(file_.path.c_str(), 0600), 0);
  EXPECT_THAT(ReadError(), HasSubstr("it is not a regular file"));
}

TEST_F(SecretFileTest, ASecretIsReadThroughALink) {
  fs::create_symlink(Private("mounted", "s"), file_.path);
  EXPECT_EQ(Text(), "s");
}

TEST_F(SecretFileTest, ANewFileHasMode0600WhateverTheUmask) {
  for (const mode_t mask : {0U, 077U, 0777U}) {
    ::umask(mask);
    EXPECT_EQ(Replace("s"), "");
    struct stat status{};
    ASSERT_EQ(::stat(file_.path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777U, 0600U) << mask;
    fs::remove(file_.path);
  }
}

// Regression: a link with the draft's name was followed, and its target was overwritten.
TEST_F(SecretFileTest, ALinkInPlaceOfTheDraftIsNotFollowed) {
  const fs::path victim = Private("victim", "of somebody");
  fs::create_symlink(victim, folder_.path() + "/secret.new");
  EXPECT_EQ(Replace("s"), "");
  EXPECT_EQ(Text(), "s");
  EXPECT_EQ(fs::file_size(victim), 11U);
  EXPECT_FALSE(fs::is_symlink(file_.path));
}

TEST_F(SecretFileTest, ADraftLeftByACrashIsRemovedIfItIsAFile) {
  folder_.Write("secret.new", "half of it");
  EXPECT_EQ(Replace("s"), "");
  EXPECT_EQ(Text(), "s");
  fs::create_directory(folder_.path() + "/secret.new");
  EXPECT_THAT(Replace("t"), HasSubstr("cannot remove the old draft secret.new"));
}

TEST_F(SecretFileTest, ALinkIsNotReplaced) {
  fs::create_symlink(Private("mounted", "old"), file_.path);
  EXPECT_THAT(Replace("new"), HasSubstr("it is a symbolic link"));
  EXPECT_EQ(Text(), "old");
}

TEST_F(SecretFileTest, AFileOfAnotherUserIsRefusedAndKeepsItsOwnerIfRootReplacesIt) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  ASSERT_EQ(::chown(Private("secret", "s").c_str(), 12345, 12345), 0);
  EXPECT_THAT(ReadError(), HasSubstr("belongs to another user (uid 12345)"));
  EXPECT_EQ(Replace("t"), "");
  struct stat status{};
  ASSERT_EQ(::stat(file_.path.c_str(), &status), 0);
  EXPECT_EQ(status.st_uid, 12345U);
}

TEST_F(SecretFileTest, AMissingFolderIsAnError) {
  file_.path = folder_.path() + "/none/secret";
  EXPECT_THAT(Replace("s"), HasSubstr("cannot open its directory: No such file"));
}

}  // namespace
}  // namespace onsale::app
