// Writes to a descriptor that may block, such as a full pipe that nobody reads, for a bounded time.
//
// Shape:    WriteWithin waits with poll, then writes no more than a pipe takes without blocking.
//           The descriptor stays in blocking mode, because other processes may share it.
// Threads:  any; may be called from a signal handler.
#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>

namespace onsale::base {

struct WriteResult {
  std::size_t written = 0;  // all bytes, unless the time was up or `broken` is set
  bool broken = false;      // the reader is gone, so nothing more can be written
};

WriteResult WriteWithin(int fd, std::string_view bytes, std::chrono::milliseconds limit);

// Writes the last message of a process to stderr, for at most a second.
void WriteLastWords(std::string_view text);

}  // namespace onsale::base
