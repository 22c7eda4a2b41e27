// The little of a file system that the journal needs, so that a test can put a faulty one in its
// place.
//
// Shape:    paths are as given to the process; offsets and sizes in bytes.
// Owner:    a File closes itself; the FileSystem outlives its files.
// Threads:  any; one File is written by one thread at a time.
// Errors:   IoError names the path, what was tried and the system's reason. After a failed Sync the
//           file's state is unknown: nothing may be promised on it again.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace onsale::store {

struct IoError {
  std::string path;
  const char* attempt;  // "write", "sync", ...
  int error_number;

  std::string Text() const;  // `cannot write /data/journal/00000001.log: No space left on device`
};

template <class T>
using Io = std::expected<T, IoError>;

class File {
 public:
  virtual ~File() = default;
  // All of the bytes, or an error after which any part may be there.
  virtual Io<void> Write(std::uint64_t offset, std::string_view bytes) = 0;
  // As many bytes as there are, up to the span's size.
  virtual Io<std::size_t> Read(std::uint64_t offset, std::span<char> into) = 0;
  // Makes what was written, and the size, durable.
  virtual Io<void> Sync() = 0;
  virtual Io<std::uint64_t> Size() = 0;
};

enum class OpenMode { kRead, kReadWrite, kCreateEmpty };

struct RenamePaths {
  std::string from;
  std::string to;
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;
  virtual Io<std::unique_ptr<File>> Open(const std::string& path, OpenMode mode) = 0;
  virtual Io<void> MakeDirectory(const std::string& path) = 0;  // fine if it is there
  virtual Io<std::vector<std::string>> List(const std::string& directory) = 0;  // sorted names
  virtual Io<void> Rename(const RenamePaths& paths) = 0;
  virtual Io<void> Remove(const std::string& path) = 0;
  // Makes created, renamed and removed names durable.
  virtual Io<void> SyncDirectory(const std::string& directory) = 0;
};

// The real one. Directories are made 0700, files 0600.
FileSystem& PosixFileSystem();

}  // namespace onsale::store
