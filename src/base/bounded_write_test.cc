#include "base/bounded_write.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string>

namespace onsale::base {
namespace {

using std::chrono::milliseconds;

class BoundedWriteTest : public testing::Test {
 protected:
  BoundedWriteTest() {
    if (pipe(ends_.data()) != 0) std::abort();
  }
  ~BoundedWriteTest() override {
    for (const int end : ends_) {
      if (end >= 0) close(end);
    }
  }
  std::array<int, 2> ends_{};
};

TEST_F(BoundedWriteTest, EverythingIsWrittenWhereThereIsRoom) {
  const std::string bytes(20'000, 'x');
  const WriteResult result = WriteWithin(ends_[1], bytes, milliseconds(1000));
  EXPECT_EQ(result.written, bytes.size());
  EXPECT_FALSE(result.broken);
}

TEST_F(BoundedWriteTest, WritingToAPipeThatNobodyReadsStopsAfterTheLimit) {
  const std::string bytes(1 << 20, 'x');
  const WriteResult result = WriteWithin(ends_[1], bytes, milliseconds(20));
  EXPECT_GT(result.written, 0U);
  EXPECT_LT(result.written, bytes.size());
  EXPECT_FALSE(result.broken);
}

TEST_F(BoundedWriteTest, APipeWithoutAReaderIsBroken) {
  std::signal(SIGPIPE, SIG_IGN);
  close(ends_[0]);
  ends_[0] = -1;
  EXPECT_TRUE(WriteWithin(ends_[1], "x", milliseconds(1000)).broken);
}

TEST_F(BoundedWriteTest, NoDescriptorIsBroken) {
  EXPECT_TRUE(WriteWithin(-1, "x", milliseconds(1000)).broken);
}

}  // namespace
}  // namespace onsale::base
