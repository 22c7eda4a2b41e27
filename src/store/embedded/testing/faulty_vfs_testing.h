// A SQLite VFS on a FaultyDisk, so that SQLite's operations and the journal's have one order.
//
// Shape:    behaves like SQLite's own VFS for Unix, also where that is careless: the first sync of
//           a rollback journal or write-ahead log also syncs its directory, and a failure of that
//           is not reported. Shared memory and locks belong to the process and do not survive it.
// Owner:    registered under name() while it lives; must outlive every connection that uses it, and
//           the disk must outlive it.
// Threads:  any.
#pragma once

#include <sqlite3.h>

#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "store/embedded/testing/faulty_disk_testing.h"

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

  // What all connections to one database share: locks and shared memory.
  struct Shared {
    // The lock level of each open file: SQLITE_LOCK_SHARED, _RESERVED, _PENDING and so on.
    std::map<const void*, int> levels;
    // One lock of the shared memory, and who holds it.
    struct Slot {
      std::map<const void*, bool> holders;  // true: the lock is exclusive
    };
    std::array<Slot, SQLITE_SHM_NLOCK> slots;
    std::vector<std::unique_ptr<std::array<char, 32768>>> regions;
    int users = 0;  // connections that have mapped the shared memory
  };

  static int Open(sqlite3_vfs* vfs, const char* path, sqlite3_file* into, int flags, int* out);
  static int Delete(sqlite3_vfs* vfs, const char* path, int sync_directory);
  static int Access(sqlite3_vfs* vfs, const char* path, int flags, int* found);
  static int FullPathname(sqlite3_vfs* vfs, const char* path, int size, char* into);

  FaultyDisk& disk_;
  const std::string name_;
  sqlite3_vfs vfs_;
  base::Mutex mutex_;
  std::map<std::string, Shared> shared_ ONSALE_GUARDED_BY(mutex_);  // by the path of the database
};

}  // namespace onsale::store
