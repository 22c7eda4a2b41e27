// A file system on a disk in memory that loses unsynced changes and fails where a test wants it to.
//
// Shape:    every change and every sync is one operation. Operations are counted from 0 over all
//           files, of the journal and of sale.db (faulty_vfs_testing.h).
// Threads:  any; BytesOf, Sizes and Delete only while no other thread uses the disk.
// Errors:   those of Faults. A failed write is half done; after a failed sync the unsynced
//           sectors count as clean (disk_state_testing.h); any other failed operation is not done.
#pragma once

#include <cerrno>
#include <functional>

#include "base/mutex.h"
#include "store/embedded/files/file.h"
#include "store/embedded/testing/disk_state_testing.h"

namespace onsale::store {

class FaultyDisk final : public FileSystem {
 public:
  // Which operations fail, counted from operation `fail_at`.
  enum class Fails : std::uint8_t {
    kEverything,  // all from then on, as on a dead disk
    kOnce,        // only operation `fail_at`
    kGrowth,      // all from then on that need more space
  };
  struct Faults {
    std::uint64_t fail_at = UINT64_MAX;
    // Sets `fail_at` to the first operation for which it returns true; may be empty.
    std::function<bool(const DiskOperation&)> fail_when = {};
    std::uint64_t fail_read_at = UINT64_MAX;  // reads, sizes and lists have a counter of their own
    int error_number = EIO;
    Fails fails = Fails::kEverything;
    bool syncs_are_lies = false;  // negative control: syncs succeed without effect
    bool record = false;
  };

  FaultyDisk() = default;
  explicit FaultyDisk(const Faults& faults, DiskState state = {})
      : faults_(faults), state_(std::move(state)) {}

  Io<std::unique_ptr<File>> Open(const std::string& path, OpenMode mode) override;
  // Also creates a real directory, for the store's lock file.
  Io<void> MakeDirectory(const std::string& path) override;
  Io<std::vector<std::string>> List(const std::string& directory) override;
  Io<void> Rename(const RenamePaths& paths) override;
  Io<void> Remove(const std::string& path) override;
  Io<void> SyncDirectory(const std::string& directory) override;

  // Operations by file id, for FaultyVfs. Do returns an error number; 0 means success.
  std::optional<FileId> Find(const std::string& path);
  // Creates a file; nullopt if the operation failed.
  std::optional<FileId> Create(const std::string& path);
  int Do(DiskOperation operation);
  // Reads bytes and returns their number; nullopt if the read failed.
  std::optional<std::size_t> Read(FileId file, std::uint64_t offset, std::span<char> into);
  std::uint64_t SizeOf(FileId file);

  // Replaces what fails. Lying syncs and recording never end.
  void Fail(Faults faults);
  // A power cut and a restart: loses unsynced changes (DiskState::AfterPowerCut), and nothing fails
  // any more.
  void Crash(std::uint64_t seed);
  // Requires: no program has a file open that has no name.
  void ForgetUnnamed();
  std::uint64_t operations();
  std::uint64_t reads();
  // Whether operation `fail_at` has been reached.
  bool HasFailed();
  // Whether a sync failed for a file whose path contains `part`. Requires: Faults::record.
  bool HasFailedToSync(std::string_view part);
  // All operations so far, in order. Requires: Faults::record, and no thread writes.
  const std::vector<DiskOperation>& log() const { return log_; }
  // The operations since the last TakeLog. Requires: Faults::record.
  std::vector<DiskOperation> TakeLog();
  // A copy of the disk as it is now.
  DiskState state();

  // The bytes of a file as a program sees them, for tests to read and to damage.
  std::string& BytesOf(const std::string& path) { return state_.BytesOf(path); }
  std::map<std::string, std::uint64_t> Sizes() const;
  void Delete(const std::string& path) { state_.Delete(path); }

 private:
  friend class FaultyFile;
  bool IsToFail(const DiskOperation& operation) ONSALE_REQUIRES(mutex_);
  bool IsReadToFail() ONSALE_REQUIRES(mutex_) { return reads_++ == faults_.fail_read_at; }
  int DoLocked(DiskOperation operation) ONSALE_REQUIRES(mutex_);
  Io<void> Try(DiskOperation operation, const char* attempt) ONSALE_REQUIRES(mutex_);

  base::Mutex mutex_;
  Faults faults_ ONSALE_GUARDED_BY(mutex_);
  std::uint64_t operations_ ONSALE_GUARDED_BY(mutex_) = 0;
  std::uint64_t reads_ ONSALE_GUARDED_BY(mutex_) = 0;
  // state_ and log_: tests read them without the mutex, when no thread uses the disk any more.
  DiskState state_;
  std::vector<DiskOperation> log_;
};

}  // namespace onsale::store
