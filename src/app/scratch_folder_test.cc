// A scratch folder is gone after its process, however that ended.
#include "app/scratch_folder.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "base/temp_directory_testing.h"

namespace onsale::app {
namespace {

namespace fs = std::filesystem;

class ScratchFolderTest : public testing::Test {
 protected:
  std::unique_ptr<ScratchFolder> Make() {
    auto made = ScratchFolder::Make(parent_.path());
    if (!made) throw std::runtime_error(made.error());
    std::ofstream((*made)->path() + "/sale.db") << "data";
    return *std::move(made);
  }
  const base::TempDirectory parent_;
};

TEST_F(ScratchFolderTest, ItIsRemovedAtItsEnd) {
  Make();
  EXPECT_TRUE(fs::is_empty(parent_.path()));
}

// An interrupted check left a whole sale behind, readable for whoever looked.
TEST_F(ScratchFolderTest, ASignalRemovesItAndEndsTheProcess) {
  for (const int signal : {SIGTERM, SIGINT}) {
    const auto interrupt = [&] {
      ::signal(signal, SIG_DFL);  // what runs in the background of a script ignores SIGINT
      const auto folder = Make();
      ::kill(::getpid(), signal);
      ::poll(nullptr, 0, 30'000);
    };
    EXPECT_EXIT(interrupt(), testing::ExitedWithCode(128 + signal), "");
    EXPECT_TRUE(fs::is_empty(parent_.path())) << signal;
  }
}

TEST_F(ScratchFolderTest, TheNextOneRemovesWhatAKilledProcessLeftAndNothingElse) {
  const auto die = [&] {
    const auto folder = Make();
    ::kill(::getpid(), SIGKILL);
  };
  EXPECT_EXIT(die(), testing::KilledBySignal(SIGKILL), "");
  EXPECT_FALSE(fs::is_empty(parent_.path()));
  const std::string other = parent_.path() + "/other";
  fs::create_directory(other);
  const auto first = Make();
  const auto second = Make();
  EXPECT_TRUE(fs::exists(first->path()));
  EXPECT_TRUE(fs::exists(second->path()));
  EXPECT_TRUE(fs::exists(other));
  EXPECT_EQ(std::distance(fs::directory_iterator(parent_.path()), {}), 3);
}

TEST_F(ScratchFolderTest, AMissingParentIsNamed) {
  const auto made = ScratchFolder::Make("/nowhere");
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error(), "cannot create a folder in /nowhere: No such file or directory");
}

}  // namespace
}  // namespace onsale::app
