#include "app/file_limit.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace onsale::app {
namespace {

class FileLimitTest : public ::testing::Test {
 protected:
  static constexpr rlim_t kSoft = 700;

  FileLimitTest() {
    EXPECT_EQ(::getrlimit(RLIMIT_NOFILE, &before_), 0);
    EXPECT_EQ(::pipe(pipe_.data()), 0);
    const rlimit small{.rlim_cur = kSoft, .rlim_max = before_.rlim_max};
    EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &small), 0);
  }
  ~FileLimitTest() override {
    ::setrlimit(RLIMIT_NOFILE, &before_);
    for (const int fd : pipe_) ::close(fd);
  }
  // Raises the limit of open files and returns what was logged.
  std::string Raise(std::size_t connections_max, std::size_t io_threads = 2) {
    base::ManualClock clock{base::Time{}};
    Log log({.format = LogFormat::kJson, .fd = pipe_[1]}, clock);
    room_ = MakeRoomForSockets(connections_max, io_threads, log);
    log.Info("end");
    log.Flush();
    std::string text(4096, '\0');
    text.resize(static_cast<std::size_t>(::read(pipe_[0], text.data(), text.size())));
    return text;
  }
  static rlim_t Soft() {
    rlimit now{};
    ::getrlimit(RLIMIT_NOFILE, &now);
    return now.rlim_cur;
  }

  SocketRoom room_;
  rlimit before_{};
  std::array<int, 2> pipe_{};
};

TEST_F(FileLimitTest, TheLimitIsRaisedToFitTheConnections) {
  EXPECT_EQ(Raise(600).find("warn"), std::string::npos);
  EXPECT_EQ(room_.connections, 600U);
  EXPECT_GE(Soft(), room_.connections + room_.rejected + 100U);
}

TEST_F(FileLimitTest, ASufficientLimitIsUnchanged) {
  Raise(10);
  EXPECT_EQ(Soft(), kSoft);
}

TEST_F(FileLimitTest, ALimitOfTheSystemIsReportedAndSocketsLeaveFilesForTheStore) {
  EXPECT_NE(Raise(std::size_t{1} << 40).find("LimitNOFILE"), std::string::npos);
  EXPECT_EQ(Soft(), before_.rlim_max);
  EXPECT_LE(room_.connections + room_.rejected + 100, Soft());
  EXPECT_GT(room_.rejected, 0U);
}

TEST_F(FileLimitTest, FilesOfIoThreadsAreCounted) {
  Raise(600, 256);
  EXPECT_GE(Soft(), room_.connections + room_.rejected + 2 * 256 + 100U);
}

TEST_F(FileLimitTest, RejectedSocketsAreReducedBeforeConnections) {
  // The hard limit may be larger than the system allows, so the test uses at most 65,536.
  const std::size_t most = std::min<rlim_t>(before_.rlim_max, 65'536) - 400;
  EXPECT_EQ(Raise(most).find("warn"), std::string::npos);
  EXPECT_EQ(room_.connections, most);
  EXPECT_LE(room_.connections + room_.rejected + 100, Soft());
}

}  // namespace
}  // namespace onsale::app
