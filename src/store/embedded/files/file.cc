#include "store/embedded/files/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "net/descriptor.h"

namespace onsale::store {
namespace {

std::unexpected<IoError> Failed(const std::string& path, const char* attempt) {
  return std::unexpected(IoError{.path = path, .attempt = attempt, .error_number = errno});
}

class PosixFile final : public File {
 public:
  PosixFile(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}

  Io<void> Write(std::uint64_t offset, std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t n = ::pwrite(fd_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return Failed(path_, "write");
      bytes.remove_prefix(static_cast<std::size_t>(n));
      offset += static_cast<std::uint64_t>(n);
    }
    return {};
  }

  Io<std::size_t> Read(std::uint64_t offset, std::span<char> into) override {
    std::size_t done = 0;
    while (done < into.size()) {
      const ssize_t n = ::pread(fd_.get(), into.data() + done, into.size() - done,
                                static_cast<off_t>(offset + done));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return Failed(path_, "read");
      if (n == 0) break;
      done += static_cast<std::size_t>(n);
    }
    return done;
  }

  Io<void> Sync() override {
    if (::fdatasync(fd_.get()) != 0) return Failed(path_, "sync");
    return {};
  }

  Io<std::uint64_t> Size() override {
    struct stat status{};
    if (::fstat(fd_.get(), &status) != 0) return Failed(path_, "examine");
    return static_cast<std::uint64_t>(status.st_size);
  }

 private:
  net::Descriptor fd_;
  std::string path_;
};

int Flags(OpenMode mode) {
  switch (mode) {
    case OpenMode::kRead:
      return O_RDONLY;
    case OpenMode::kReadWrite:
      return O_RDWR;
    case OpenMode::kCreateEmpty:
      return O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW;
  }
  return O_RDONLY;
}

class Posix final : public FileSystem {
 public:
  Io<std::unique_ptr<File>> Open(const std::string& path, OpenMode mode) override {
    const int fd = ::open(path.c_str(), Flags(mode) | O_CLOEXEC, 0600);
    if (fd < 0) return Failed(path, mode == OpenMode::kCreateEmpty ? "create" : "open");
    return std::make_unique<PosixFile>(fd, path);
  }

  Io<void> MakeDirectory(const std::string& path) override {
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
      return Failed(path, "create directory");
    }
    return {};
  }

  Io<std::vector<std::string>> List(const std::string& directory) override {
    DIR* const dir = ::opendir(directory.c_str());
    if (dir == nullptr) return Failed(directory, "list");
    std::vector<std::string> names;
    while (const dirent* const entry = ::readdir(dir)) names.emplace_back(entry->d_name);
    ::closedir(dir);
    std::sort(names.begin(), names.end());
    return names;
  }

  Io<void> Rename(const RenamePaths& paths) override {
    if (::rename(paths.from.c_str(), paths.to.c_str()) != 0) return Failed(paths.from, "rename");
    return {};
  }

  Io<void> Remove(const std::string& path) override {
    if (::unlink(path.c_str()) != 0) return Failed(path, "remove");
    return {};
  }

  Io<void> SyncDirectory(const std::string& directory) override {
    const net::Descriptor fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd.open() || ::fsync(fd.get()) != 0) return Failed(directory, "sync directory");
    return {};
  }
};

}  // namespace

std::string IoError::Text() const {
  return std::string("cannot ") + attempt + " " + path + ": " +
         std::generic_category().message(error_number);
}

Io<std::unique_ptr<File>> OpenIfThere(FileSystem& files, const std::string& path, OpenMode mode) {
  auto file = files.Open(path, mode);
  if (!file && file.error().error_number == ENOENT) return std::unique_ptr<File>();
  return file;
}

Io<void> RemoveAndSync(FileSystem& files, const std::string& path) {
  auto done = files.Remove(path);
  if (done) done = files.SyncDirectory(ParentOf(path));
  return done;
}

std::string ParentOf(const std::string& path) {
  const auto end = path.find_last_not_of('/');
  const auto slash = end == std::string::npos ? 0 : path.rfind('/', end);
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

FileSystem& PosixFileSystem() {
  static Posix file_system;
  return file_system;
}

}  // namespace onsale::store
