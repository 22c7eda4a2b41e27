// The part of a file system that the journal needs, as an interface, so that tests can use a faulty
// one.
//
// Units:    offsets and sizes in bytes.
// Owner:    the destructor of a File closes it; the FileSystem must outlive its files.
// Threads:  any; a File is written by one thread at a time.
// Errors:   IoError with the path, the operation and the system's reason. After a failed Sync the
//           file's content on disk is unknown, and no later Sync makes it known.
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
  const char* attempt;  // e.g. "write", "sync"
  int error_number;

  bool is_sync() const { return std::string_view(attempt) == "sync"; }
  std::string Text() const;  // e.g. `cannot write /data/00000001.log: No space left on device`
};

template <class T>
using Io = std::expected<T, IoError>;

class File {
 public:
  virtual ~File() = default;
  // Writes all bytes at `offset`; after an error any part of them may be written.
  virtual Io<void> Write(std::uint64_t offset, std::string_view bytes) = 0;
  // Reads from `offset` and returns the number of bytes: as many as the span holds, or fewer at the
  // end of the file.
  virtual Io<std::size_t> Read(std::uint64_t offset, std::span<char> into) = 0;
  // Makes the file's content and size durable.
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
  virtual Io<void> MakeDirectory(const std::string& path) = 0;  // succeeds if the directory exists
  virtual Io<std::vector<std::string>> List(const std::string& directory) = 0;  // names, sorted
  virtual Io<void> Rename(const RenamePaths& paths) = 0;
  virtual Io<void> Remove(const std::string& path) = 0;
  // Makes the names durable that were created, renamed or removed in the directory.
  virtual Io<void> SyncDirectory(const std::string& directory) = 0;
};

// Opens a file; null if there is no file of this name. Not for kCreateEmpty.
Io<std::unique_ptr<File>> OpenIfThere(FileSystem& files, const std::string& path, OpenMode mode);

// Removes a file's name durably: the directory is synced after it. If that fails, a power cut can
// restore the name.
Io<void> RemoveAndSync(FileSystem& files, const std::string& path);

// The directory that a path's last name is in: `/data` of `/data/sale.db`, `/` of `/data/`, `.` of
// `data`.
std::string ParentOf(const std::string& path);

// The real file system. New directories get mode 0700, new files 0600.
FileSystem& PosixFileSystem();

}  // namespace onsale::store
