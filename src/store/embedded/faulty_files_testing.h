// A disk in memory that forgets what was not synced, fails when told to, and can be damaged.
//
// Shape:    every change counts as one operation; the operation that fails does half of its work
//           and every later one fails too, as after a power cut. Crash() then leaves what was
//           synced, and of what was not a part that the seed picks, sector by sector.
// Threads:  any.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>

#include "store/embedded/file.h"

namespace onsale::store {

class FaultyFiles final : public FileSystem {
 public:
  struct Faults {
    std::uint64_t fail_at = UINT64_MAX;  // the operation that fails, from 0
    int error_number = 5;                // EIO
    bool syncs_are_lies = false;         // the negative control: Sync does nothing
    bool keep_parts = true;              // a crash may leave parts of what was not synced
  };

  FaultyFiles() = default;
  explicit FaultyFiles(const Faults& faults) : faults_(faults) {}

  Io<std::unique_ptr<File>> Open(const std::string& path, OpenMode mode) override;
  Io<void> MakeDirectory(const std::string& path) override;
  Io<std::vector<std::string>> List(const std::string& directory) override;
  Io<void> Rename(const RenamePaths& paths) override;
  Io<void> Remove(const std::string& path) override;
  Io<void> SyncDirectory(const std::string& directory) override;

  // The power goes and comes back: the faults are gone, and so is what was not synced.
  void Crash(std::uint64_t seed);
  std::uint64_t operations() const { return operations_; }

  // The bytes as the program sees them, to look at and to damage.
  std::string& BytesOf(const std::string& path) { return names_.at(path)->seen; }
  const std::map<std::string, std::uint64_t> Sizes() const;
  // The name goes, or comes back, at once and durably.
  void Delete(const std::string& path);

 private:
  friend class FaultyFile;
  struct Content {
    std::string seen;
    std::string synced;
  };
  using Names = std::map<std::string, std::shared_ptr<Content>>;

  // Whether this operation works; counts it.
  bool Works();
  IoError Failure(const std::string& path, const char* attempt) const;

  std::mutex mutex_;
  Faults faults_;
  std::uint64_t operations_ = 0;
  Names names_;
  Names synced_names_;
};

}  // namespace onsale::store
