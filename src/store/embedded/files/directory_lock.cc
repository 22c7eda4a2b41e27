#include "store/embedded/files/directory_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace onsale::store {
namespace {

std::string JournalIn(const std::string& directory) {
  return directory + "/journal";
}

std::string LockFileIn(const std::string& directory) {
  return directory + "/lock";
}

std::unexpected<StoreError> Unavailable(std::string detail) {
  return std::unexpected(StoreError{StoreErrorCode::kUnavailable, std::move(detail)});
}

std::unexpected<StoreError> CannotDo(const std::string& attempt) {
  return Unavailable("cannot " + attempt + ": " + std::generic_category().message(errno));
}

std::string OwnerOf(const std::string& directory) {
  const net::Descriptor file(::open(LockFileIn(directory).c_str(),
                                    O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  char text[24];
  const ssize_t length = ::pread(file.get(), text, sizeof text, 0);
  std::string pid;
  for (ssize_t i = 0; i < length && text[i] >= '0' && text[i] <= '9'; ++i) pid += text[i];
  return pid.empty() ? "another process" : "process " + pid;
}

std::expected<void, StoreError> LockNow(const net::Descriptor& held, const std::string& directory) {
  const int fd = held.get();
  if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return {};
  if (errno != EWOULDBLOCK) {
    return CannotDo("lock " + directory + " (a data directory must be on a local file system)");
  }
  return Unavailable("the data directory " + directory + " is in use by " + OwnerOf(directory) +
                     "; one process at a time may use it");
}

}  // namespace

std::expected<std::unique_ptr<DirectoryLock>, StoreError> DirectoryLock::Take(
    const std::string& directory) {
  const std::string journal_path = JournalIn(directory);
  if (::mkdir(journal_path.c_str(), 0700) != 0 && errno != EEXIST) {
    return CannotDo("create directory " + journal_path);
  }
  net::Descriptor journal(::open(journal_path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!journal.open()) return CannotDo("open " + journal_path);
  if (auto locked = LockNow(journal, directory); !locked) return std::unexpected(locked.error());

  const std::string file_path = LockFileIn(directory);
  net::Descriptor file(::open(file_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file.open()) return CannotDo("open " + file_path);
  if (auto locked = LockNow(file, directory); !locked) return std::unexpected(locked.error());
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(file.get(), 0) != 0 || ::pwrite(file.get(), pid.data(), pid.size(), 0) < 0) {
    return CannotDo("write " + file_path);
  }
  return std::unique_ptr<DirectoryLock>(
      new DirectoryLock(directory, std::move(journal), std::move(file)));
}

std::expected<void, StoreError> DirectoryLock::CheckPath() const {
  struct stat locked{};
  struct stat found{};
  const bool is_there = ::stat(JournalIn(directory_).c_str(), &found) == 0;
  // ENOENT and ENOTDIR mean that the journal is no longer at its path. After any other error of
  // stat it may still be there: the next operation on the path reports that error.
  if (!is_there && errno != ENOENT && errno != ENOTDIR) return {};
  ::fstat(journal_.get(), &locked);
  if (is_there && found.st_dev == locked.st_dev && found.st_ino == locked.st_ino) return {};
  return std::unexpected(StoreError{
      StoreErrorCode::kUnknownOutcome,
      "the data directory " + directory_ +
          " or its journal was removed, moved or replaced while this process used it. The sale "
          "is in the original directory: restore that one before the next start, if it still "
          "exists"});
}

}  // namespace onsale::store
