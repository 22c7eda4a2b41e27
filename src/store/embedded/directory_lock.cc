#include "store/embedded/directory_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace onsale::store {
namespace {

std::string OwnerIn(int fd) {
  char text[24];
  const ssize_t length = ::pread(fd, text, sizeof text, 0);
  std::string pid;
  for (ssize_t i = 0; i < length && text[i] >= '0' && text[i] <= '9'; ++i) pid += text[i];
  return pid.empty() ? "unknown" : pid;
}

std::unexpected<StoreError> Unavailable(std::string detail) {
  return std::unexpected(StoreError{StoreErrorCode::kUnavailable, std::move(detail)});
}

}  // namespace

std::expected<std::unique_ptr<DirectoryLock>, StoreError> DirectoryLock::Take(
    const std::string& directory) {
  const std::string path = directory + "/lock";
  const auto reason = [] { return std::generic_category().message(errno); };
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return Unavailable("cannot open " + path + ": " + reason());
  std::unique_ptr<DirectoryLock> lock(new DirectoryLock(fd));
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return Unavailable("cannot lock " + path + ": " + reason());
    return Unavailable("the data directory " + directory + " is in use by process " + OwnerIn(fd) +
                       "; one process at a time may use it");
  }
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, pid.data(), pid.size(), 0) < 0) {
    return Unavailable("cannot write " + path + ": " + reason());
  }
  return lock;
}

DirectoryLock::~DirectoryLock() {
  ::close(fd_);
}

}  // namespace onsale::store
