#include "app/bus_error.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include "app/temp_folder_testing.h"

namespace onsale::app {
namespace {

constexpr std::size_t kPage = 4096;

// A file without that page, like a disk without room for it.
[[noreturn]] void WriteWhereNothingIs(const std::filesystem::path& file) {
  ExplainBusErrors();
  const int fd = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
  void* const page = ::mmap(nullptr, kPage, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  *static_cast<volatile char*>(page) = 'x';
  std::_Exit(0);
}

// The process was ended by the signal and had said nothing.
TEST(BusErrorTest, AMappedFileOnAFullDiskEndsTheProcessWithAReason) {
  const TempFolder folder;
  const auto file = folder.Write("empty", "");
  EXPECT_EXIT(WriteWhereNothingIs(file), testing::ExitedWithCode(1), "the disk is full");
}

}  // namespace
}  // namespace onsale::app
