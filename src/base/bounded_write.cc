#include "base/bounded_write.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace onsale::base {
namespace {

using SteadyClock = std::chrono::steady_clock;

// A pipe that poll reports writable takes this many bytes without blocking (PIPE_BUF).
constexpr std::size_t kPieceMax = 4096;
constexpr std::chrono::milliseconds kLastWordsTime{1000};

bool WaitUntilWritable(int fd, SteadyClock::time_point end) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - SteadyClock::now());
  pollfd waiting{.fd = fd, .events = POLLOUT, .revents = 0};
  return ::poll(&waiting, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0))) > 0;
}

bool MayPass(int error) {
  return error == EINTR || error == EAGAIN || error == EWOULDBLOCK;
}

}  // namespace

WriteResult WriteWithin(int fd, std::string_view bytes, std::chrono::milliseconds limit) {
  const SteadyClock::time_point end = SteadyClock::now() + limit;
  WriteResult result;
  if (fd < 0) return {.broken = true};
  while (result.written < bytes.size()) {
    if (WaitUntilWritable(fd, end)) {
      const std::string_view piece = bytes.substr(result.written, kPieceMax);
      const ssize_t count = ::write(fd, piece.data(), piece.size());
      if (count > 0) {
        result.written += static_cast<std::size_t>(count);
        continue;
      }
      if (count == 0 || !MayPass(errno)) return {.written = result.written, .broken = true};
    }
    if (SteadyClock::now() >= end) break;
  }
  return result;
}

void WriteLastWords(std::string_view text) {
  WriteWithin(STDERR_FILENO, text, kLastWordsTime);
}

}  // namespace onsale::base
