#include "app/bus_error.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/temp_directory_testing.h"

namespace onsale::app {
namespace {

constexpr std::size_t kPage = 4096;

// Writes to a mapped page beyond the end of the file, which raises SIGBUS as a full disk does.
[[noreturn]] void WriteBeyondTheEnd(const std::filesystem::path& file) {
  ExplainBusErrors();
  const int fd = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
  void* const page = ::mmap(nullptr, kPage, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  *static_cast<volatile char*>(page) = 'x';
  std::_Exit(0);
}

// Regression: SIGBUS ended the process without any message.
TEST(BusErrorTest, AMappedFileOnAFullDiskEndsTheProcessWithAnExplanation) {
  const base::TempDirectory folder;
  const auto file = folder.Write("empty", "");
  EXPECT_EXIT(WriteBeyondTheEnd(file), testing::ExitedWithCode(1), "the disk is full");
}

}  // namespace
}  // namespace onsale::app
