// SQLite's files on a FaultyDisk: what SQLite writes, syncs and locks, beside the journal and in one
// sequence with it.
//
// Shape:    behaves as SQLite's own layer for Unix does, also in what that does not do: the first
//           sync of a rollback journal or write-ahead log syncs its directory, and nobody hears of a
//           failure of that. Shared memory and locks are the process's; no power cut leaves them.
// Owner:    registered under name() while it lives; outlives every connection that uses it. The disk
//           outlives it.
// Threads:  any.
#pragma once

#include <sqlite3.h>

#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "store/embedded/faulty_disk_testing.h"

namespace onsale::store {

class FaultyVfs {
 public:
  explicit FaultyVfs(FaultyDisk& disk);
  ~FaultyVfs();
  FaultyVfs(const FaultyVfs&) = delete;
  FaultyVfs& operator=(const FaultyVfs&) = delete;

  const char* name() const { return name_.c_str(); }

 private:
  friend class VfsFile;

  // What the connections to one database share.
  struct Shared {
    // Who holds what of the file: SQLITE_LOCK_SHARED, _RESERVED, _PENDING and so on.
    std::map<const void*, int> levels;
    // Slots of the shared memory's locks: holders, of which `exclusive` is one.
    struct Slot {
      std::map<const void*, bool> holders;  // whether exclusively
    };
    std::array<Slot, SQLITE_SHM_NLOCK> slots;
    std::vector<std::unique_ptr<std::array<char, 32768>>> regions;
    int users = 0;  // connections that have mapped it
  };

  static int Open(sqlite3_vfs* vfs, const char* path, sqlite3_file* into, int flags, int* out);
  static int Delete(sqlite3_vfs* vfs, const char* path, int sync_directory);
  static int Access(sqlite3_vfs* vfs, const char* path, int flags, int* found);
  static int FullPathname(sqlite3_vfs* vfs, const char* path, int size, char* into);

  FaultyDisk& disk_;
  const std::string name_;
  sqlite3_vfs vfs_;
  base::Mutex mutex_;
  std::map<std::string, Shared> shared_ ONSALE_GUARDED_BY(mutex_);  // by path of the database
};

}  // namespace onsale::store
