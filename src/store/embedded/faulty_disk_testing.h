// A disk in memory, as a file system, that forgets what was not synced and fails when told to.
//
// Shape:    every change is one operation, counted from 0 over all files; whoever writes to the
//           disk, journal or sale.db (faulty_vfs_testing.h), writes in one sequence.
// Threads:  any, BytesOf, Sizes and Delete aside.
// Errors:   those that it is told to give. An operation that fails does half of its work.
#pragma once

#include <cerrno>

#include "base/mutex.h"
#include "store/embedded/disk_state_testing.h"
#include "store/embedded/file.h"

namespace onsale::store {

class FaultyDisk final : public FileSystem {
 public:
  // What fails from operation `fail_at` on.
  enum class Fails : std::uint8_t {
    kEverything,  // as after a power cut, or on a disk that died
    kOnce,        // that operation only
    kGrowth,      // what needs more space
  };
  struct Faults {
    std::uint64_t fail_at = UINT64_MAX;
    std::uint64_t fail_read_at = UINT64_MAX;  // reads, sizes and lists, counted by themselves
    int error_number = EIO;
    Fails fails = Fails::kEverything;
    bool syncs_are_lies = false;  // the negative control: a sync does nothing
    bool keep_parts = true;       // a crash may leave parts of what was not synced
    bool record = false;
  };

  FaultyDisk() = default;
  explicit FaultyDisk(const Faults& faults, DiskState state = {})
      : faults_(faults), state_(std::move(state)) {}

  Io<std::unique_ptr<File>> Open(const std::string& path, OpenMode mode) override;
  // Makes the real one, too: the store's lock file stands in it.
  Io<void> MakeDirectory(const std::string& path) override;
  Io<std::vector<std::string>> List(const std::string& directory) override;
  Io<void> Rename(const RenamePaths& paths) override;
  Io<void> Remove(const std::string& path) override;
  Io<void> SyncDirectory(const std::string& directory) override;

  // For files by number; error numbers, 0 if it went well.
  std::optional<FileId> Find(const std::string& path);
  // Nothing if it failed.
  std::optional<FileId> Create(const std::string& path);
  int Do(DiskOperation operation);
  // Nothing if the read fails.
  std::optional<std::size_t> Read(FileId file, std::uint64_t offset, std::span<char> into);
  std::uint64_t SizeOf(FileId file);

  // The power goes and comes back: the faults are gone, and so is what was not synced.
  void Crash(std::uint64_t seed);
  std::uint64_t operations();
  std::uint64_t reads();
  // Whether it has come to the operation that fails first.
  bool HasFailed();
  // Whether a sync of a file failed whose path has this part. Requires: Faults::record.
  bool HasFailedToSync(std::string_view part);
  // All that was done, in order. Requires: Faults::record, and nobody writes.
  const std::vector<DiskOperation>& log() const { return log_; }
  // A copy, as of now.
  DiskState state();

  // The bytes as the program sees them, to look at and to damage.
  std::string& BytesOf(const std::string& path) { return state_.BytesOf(path); }
  std::map<std::string, std::uint64_t> Sizes() const;
  void Delete(const std::string& path) { state_.Delete(path); }

 private:
  friend class FaultyFile;
  bool IsToFail(const DiskOperation& operation) const ONSALE_REQUIRES(mutex_);
  bool IsReadToFail() ONSALE_REQUIRES(mutex_) { return reads_++ == faults_.fail_read_at; }
  int DoLocked(DiskOperation operation) ONSALE_REQUIRES(mutex_);
  Io<void> Try(DiskOperation operation, const char* attempt) ONSALE_REQUIRES(mutex_);

  base::Mutex mutex_;
  Faults faults_ ONSALE_GUARDED_BY(mutex_);
  std::uint64_t operations_ ONSALE_GUARDED_BY(mutex_) = 0;
  std::uint64_t reads_ ONSALE_GUARDED_BY(mutex_) = 0;
  // Guarded by mutex_ too, but read without it when no thread uses the disk any more.
  DiskState state_;
  std::vector<DiskOperation> log_;
};

}  // namespace onsale::store
