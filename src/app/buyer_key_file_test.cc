#include "app/buyer_key_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temp_directory_testing.h"
#include "http/access/buyer/key_set.h"

namespace onsale::app {
namespace {

using testing::HasSubstr;
using Why = http::KeySetSource::Why;
namespace fs = std::filesystem;

class BuyerKeyFileTest : public testing::Test {
 protected:
  ~BuyerKeyFileTest() override { ::umask(umask_); }

  // What a Read returns: the text, `unchanged`, or the error.
  std::string Read(Why why = Why::kDue) {
    auto read = file_.Read(why);
    if (!read) return read.error();
    return read->value_or("unchanged");
  }

  const mode_t umask_ = ::umask(022);
  base::TempDirectory folder_;
  const fs::path path_ = folder_.path() + "/keys.json";
  BuyerKeyFile file_{path_};
};

TEST_F(BuyerKeyFileTest, AFileIsReadWhenItHasChanged) {
  folder_.Write("keys.json", "one");
  EXPECT_EQ(Read(), "one");
  EXPECT_EQ(Read(), "unchanged");
  folder_.Write("keys.json", "three");
  EXPECT_EQ(Read(), "three") << "another size";
  folder_.Write("keys.json", "seven");
  fs::last_write_time(path_, fs::last_write_time(path_) + std::chrono::seconds(5));
  EXPECT_EQ(Read(), "seven") << "another time";
  const auto time = fs::last_write_time(path_);
  folder_.Write("next.json", "eight");
  fs::last_write_time(folder_.path() + "/next.json", time);
  fs::rename(folder_.path() + "/next.json", path_);
  EXPECT_EQ(Read(), "eight") << "another inode";
  EXPECT_EQ(Read(), "unchanged");
}

TEST_F(BuyerKeyFileTest, AnUnknownKeyReadsAFileThatSeemsUnchanged) {
  folder_.Write("keys.json", "one");
  const auto time = fs::last_write_time(path_);
  EXPECT_EQ(Read(), "one");
  folder_.Write("keys.json", "two");
  fs::last_write_time(path_, time);
  EXPECT_EQ(Read(), "unchanged");
  EXPECT_EQ(Read(Why::kUnknownKey), "two");
  EXPECT_EQ(Read(Why::kUnknownKey), "two");
}

TEST_F(BuyerKeyFileTest, AnUnchangedFileIsReadAgainAfterAnError) {
  folder_.Write("keys.json", "one");
  EXPECT_EQ(Read(), "one");
  fs::rename(path_, folder_.path() + "/elsewhere");
  EXPECT_THAT(Read(), HasSubstr("keys.json: cannot open it: No such file"));
  fs::rename(folder_.path() + "/elsewhere", path_);
  EXPECT_EQ(Read(), "one");
}

TEST_F(BuyerKeyFileTest, AFileThatOthersMayWriteIsRefused) {
  folder_.Write("keys.json", "one");
  for (const fs::perms others : {fs::perms::group_write, fs::perms::others_write}) {
    fs::permissions(path_, fs::perms::owner_all | others);
    EXPECT_THAT(Read(), HasSubstr("chmod go-w"));
  }
}

TEST_F(BuyerKeyFileTest, WhatIsNotAFileIsRefusedWithoutWaiting) {
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_THAT(Read(), HasSubstr("not a regular file"));
  fs::remove(path_);
  fs::create_directory(path_);
  EXPECT_THAT(Read(), HasSubstr("not a regular file"));
}

TEST_F(BuyerKeyFileTest, ALargeFileIsReadUpToOneByteBeyondTheLimit) {
  folder_.Write("keys.json", std::string(http::KeySet::kBytesMax + 100, ' '));
  EXPECT_EQ(Read().size(), http::KeySet::kBytesMax + 1);
}

}  // namespace
}  // namespace onsale::app
