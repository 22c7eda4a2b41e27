// The believed clock is read only from a file that this program wrote in this boot.
#include "app/clock_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "base/temp_directory_testing.h"

namespace onsale::app {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr const char* kBoot = "01234567-89ab-cdef-0123-456789abcdef";

class ClockFileTest : public testing::Test {
 protected:
  std::optional<base::Duration> Read(const std::string& boot_id = kBoot) const {
    return ClockFile(folder_.path(), boot_id).Read(kBootNow);
  }
  void Put(const std::string& text) const {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << text;
  }

  static constexpr base::Time kBootNow{hours(3)};
  static constexpr base::Duration kBelieved = hours(500'000);
  base::TempDirectory folder_;
  const std::filesystem::path path_ = std::filesystem::path(folder_.path()) / "clock";
};

TEST_F(ClockFileTest, AReferenceIsReadInTheSameBootOnly) {
  EXPECT_FALSE(Read());
  EXPECT_TRUE(ClockFile(folder_.path(), kBoot).Write(kBelieved, kBootNow - seconds(1)));
  EXPECT_EQ(Read(), kBelieved);
  EXPECT_FALSE(Read("11234567-89ab-cdef-0123-456789abcdef"));
  EXPECT_FALSE(Read(""));
  EXPECT_FALSE(ClockFile(folder_.path(), kBoot).Read(kBootNow - seconds(2))) << "of the future";
  struct stat status{};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(ClockFileTest, AMalformedFileCountsAsAbsent) {
  const std::string boot = kBoot;
  Put(boot + " 5 7\n");
  EXPECT_EQ(Read(), base::Duration(2));
  for (const std::string& text :
       {std::string(), boot, boot + " ", boot + " 5", boot + " 5 7", boot + " 5 7 \n",
        boot + " 5  7\n", boot + " -5 7\n", boot + " 5 -7\n", boot + " 5 +7\n", boot + " 5 7\n\n",
        boot + " 5 9223372036854775807\n", boot + " 5 99999999999999999999\n", boot + " x 7\n",
        " 5 7\n" + boot, std::string(1'000'000, '5'), boot + std::string(2, '\0') + "5 7\n"}) {
    Put(text);
    EXPECT_FALSE(Read()) << text.substr(0, 80);
  }
}

TEST_F(ClockFileTest, ALinkAPipeAndADirectoryCountAsAbsent) {
  const std::filesystem::path other = path_.parent_path() / "other";
  std::ofstream(other) << kBoot << " 5 7\n";
  std::filesystem::create_symlink(other, path_);
  EXPECT_FALSE(Read());
  EXPECT_TRUE(ClockFile(folder_.path(), kBoot).Write(kBelieved, kBootNow)) << "replaces the link";
  EXPECT_EQ(Read(), kBelieved);
  std::filesystem::remove(path_);
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_FALSE(Read());
  std::filesystem::remove(path_);
  std::filesystem::create_directory(path_);
  EXPECT_FALSE(Read());
  EXPECT_FALSE(ClockFile(folder_.path(), kBoot).Write(kBelieved, kBootNow));
  EXPECT_FALSE(ClockFile(path_ / "missing", kBoot).Write(kBelieved, kBootNow));
}

TEST_F(ClockFileTest, TheKeeperWritesWhatTheClockBelieves) {
  const base::ManualClock wall{kBootNow + kBelieved};
  const base::ManualClock boot{kBootNow};
  base::GuardedClock clock(wall, boot);
  const ClockFile file(folder_.path(), kBoot);
  ClockKeeper keeper(file, clock, boot);
  keeper.Keep();
  EXPECT_EQ(Read(), kBelieved);
  clock.Believe(kBelieved - hours(1));
  keeper.Keep();
  EXPECT_EQ(Read(), kBelieved - hours(1));
}

TEST_F(ClockFileTest, TheMachineHasABootId) {
  EXPECT_EQ(BootId().size(), 36U);
  EXPECT_EQ(BootId(), BootId());
}

}  // namespace
}  // namespace onsale::app
