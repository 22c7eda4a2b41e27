// Writes to a descriptor that may block, such as a pipe that nobody reads, for a bounded time.
//
// Shape:    waits with poll and then writes no more than a pipe takes without blocking, so that the
//           descriptor stays in blocking mode: other processes may share it.
// Threads:  any; may be called from a signal handler.
#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>

namespace onsale::base {

struct WriteResult {
  std::size_t written = 0;  // fewer than all bytes: the time was over, or `broken`
  bool broken = false;      // nothing more can be written there
};

WriteResult WriteWithin(int fd, std::string_view bytes, std::chrono::milliseconds limit);

// The last words of a process that is about to end: to stderr, within a second.
void WriteLastWords(std::string_view text);

}  // namespace onsale::base
