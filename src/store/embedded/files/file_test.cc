// Tests what the store asks of files beyond single calls: which operations it makes, in which
// order, and what a power cut leaves.
#include "store/embedded/files/file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/temp_directory_testing.h"
#include "store/embedded/files/rewrite.h"
#include "store/embedded/testing/faulty_disk_testing.h"

namespace onsale::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ParentOfTest, IsTheDirectoryOfTheLastName) {
  EXPECT_EQ(ParentOf("/data/sale.db"), "/data");
  EXPECT_EQ(ParentOf("/data/"), "/");
  EXPECT_EQ(ParentOf("/data"), "/");
  EXPECT_EQ(ParentOf("/"), "/");
  EXPECT_EQ(ParentOf("a/b//"), "a");
  EXPECT_EQ(ParentOf("data"), ".");
  EXPECT_EQ(ParentOf("data/"), ".");
}

TEST(OpenIfThereTest, OnlyAMissingFileGivesNull) {
  const base::TempDirectory temp;
  const std::string path = temp.path() + "/file";
  const auto missing = OpenIfThere(PosixFileSystem(), path, OpenMode::kReadWrite);
  ASSERT_TRUE(missing);
  EXPECT_EQ(*missing, nullptr);
  std::ofstream(path) << "bytes";
  const auto there = OpenIfThere(PosixFileSystem(), path, OpenMode::kRead);
  ASSERT_TRUE(there && *there != nullptr);
  EXPECT_EQ((*there)->Size().value_or(0), 5U);
  const auto below = OpenIfThere(PosixFileSystem(), path + "/x", OpenMode::kRead);
  ASSERT_FALSE(below);
  EXPECT_EQ(below.error().Text(), "cannot open " + path + "/x: Not a directory");
}

class FilesOnDiskTest : public testing::Test {
 protected:
  FilesOnDiskTest() {
    auto file = disk_.Open("/data/log", OpenMode::kCreateEmpty);
    EXPECT_TRUE((*file)->Write(0, "content") && (*file)->Sync() && disk_.SyncDirectory("/data"));
    (void)disk_.TakeLog();
  }
  std::vector<std::string> Operations() {
    std::vector<std::string> texts;
    for (const DiskOperation& operation : disk_.TakeLog()) texts.push_back(operation.Text());
    return texts;
  }

  FaultyDisk disk_{FaultyDisk::Faults{.record = true}};
};

TEST_F(FilesOnDiskTest, ARemovedNameStaysRemovedAfterAPowerCut) {
  ASSERT_TRUE(RemoveAndSync(disk_, "/data/log"));
  EXPECT_THAT(Operations(), ElementsAre("remove /data/log", "sync directory /data"));
  disk_.Crash(0);  // loses whatever is not synced
  EXPECT_FALSE(disk_.Find("/data/log"));
}

TEST_F(FilesOnDiskTest, AFailedRemovalIsReportedAndNothingIsSynced) {
  disk_.Fail(
      {.fail_at = disk_.operations(), .error_number = EACCES, .fails = FaultyDisk::Fails::kOnce});
  const auto done = RemoveAndSync(disk_, "/data/log");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().Text(), "cannot remove /data/log: Permission denied");
  EXPECT_THAT(Operations(), ElementsAre("remove /data/log (failed)"));
  disk_.Fail({.fail_at = disk_.operations() + 1});
  EXPECT_EQ(RemoveAndSync(disk_, "/data/log").error().Text(),
            "cannot sync directory /data: Input/output error");
}

TEST_F(FilesOnDiskTest, RewritingAFileThatIsMissingDoesNothing) {
  ASSERT_TRUE(RewriteAndSync(disk_, "/data/other"));
  EXPECT_THAT(Operations(), IsEmpty());
  ASSERT_TRUE(RewriteAndSync(disk_, "/data/log"));
  EXPECT_THAT(Operations(), ElementsAre("write /data/log 0+7", "sync /data/log"));
}

}  // namespace
}  // namespace onsale::store
