#include "store/embedded/testing/faulty_vfs_testing.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <utility>

namespace onsale::store {

// An open file of the VFS. SQLite owns the memory of its Slot and passes that to the methods.
class VfsFile {
 public:
  VfsFile(FaultyVfs& vfs, FileId file, std::string path, bool sync_directory)
      : vfs_(vfs), path_(std::move(path)), file_(file), sync_directory_(sync_directory) {}

  int Read(void* into, int size, sqlite3_int64 offset) {
    const std::span<char> bytes(static_cast<char*>(into), static_cast<std::size_t>(size));
    const auto got = vfs_.disk_.Read(file_, static_cast<std::uint64_t>(offset), bytes);
    if (!got) return SQLITE_IOERR_READ;
    if (*got == bytes.size()) return SQLITE_OK;
    std::ranges::fill(bytes.subspan(*got), '\0');
    return SQLITE_IOERR_SHORT_READ;
  }

  int Write(const void* from, int size, sqlite3_int64 offset) {
    std::string bytes(static_cast<const char*>(from), static_cast<std::size_t>(size));
    const int error = vfs_.disk_.Do({.kind = DiskOperation::Kind::kWrite,
                                     .path = path_,
                                     .file = file_,
                                     .offset = static_cast<std::uint64_t>(offset),
                                     .bytes = std::move(bytes)});
    if (error == 0) return SQLITE_OK;
    return error == ENOSPC ? SQLITE_FULL : SQLITE_IOERR_WRITE;
  }

  int Truncate(sqlite3_int64 size) {
    const int error = vfs_.disk_.Do({.kind = DiskOperation::Kind::kTruncate,
                                     .path = path_,
                                     .file = file_,
                                     .offset = static_cast<std::uint64_t>(size)});
    return error == 0 ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
  }

  int Sync() {
    if (vfs_.disk_.Do({.kind = DiskOperation::Kind::kSync, .path = path_, .file = file_}) != 0) {
      return SQLITE_IOERR_FSYNC;
    }
    if (std::exchange(sync_directory_, false)) {
      (void)vfs_.disk_.SyncDirectory(DirectoryOf(path_));
    }
    return SQLITE_OK;
  }

  sqlite3_int64 Size() { return static_cast<sqlite3_int64>(vfs_.disk_.SizeOf(file_)); }

  int Lock(int level) {
    const base::MutexLock lock(vfs_.mutex_);
    auto& levels = vfs_.shared_[path_].levels;
    int others = SQLITE_LOCK_NONE;
    for (const auto& [who, held] : levels) {
      if (who != this) others = std::max(others, held);
    }
    int& mine = levels[this];
    if (mine >= level) return SQLITE_OK;
    const int bearable = level == SQLITE_LOCK_SHARED ? SQLITE_LOCK_RESERVED : SQLITE_LOCK_SHARED;
    if (others > bearable) return SQLITE_BUSY;
    if (level == SQLITE_LOCK_EXCLUSIVE && others != SQLITE_LOCK_NONE) {
      mine = SQLITE_LOCK_PENDING;  // a pending writer keeps new readers out
      return SQLITE_BUSY;
    }
    mine = level;
    return SQLITE_OK;
  }

  int Unlock(int level) {
    const base::MutexLock lock(vfs_.mutex_);
    auto& levels = vfs_.shared_[path_].levels;
    if (level == SQLITE_LOCK_NONE) {
      levels.erase(this);
    } else {
      levels[this] = std::min(levels[this], level);
    }
    return SQLITE_OK;
  }

  bool IsReserved() {
    const base::MutexLock lock(vfs_.mutex_);
    return std::ranges::any_of(vfs_.shared_[path_].levels, [](const auto& held) {
      return held.second >= SQLITE_LOCK_RESERVED;
    });
  }

  int Map(int region, int size, int extend, void volatile** into) {
    const base::MutexLock lock(vfs_.mutex_);
    auto& shared = vfs_.shared_[path_];
    if (!std::exchange(maps_, true)) ++shared.users;
    *into = nullptr;
    const auto index = static_cast<std::size_t>(region);
    if (index >= shared.regions.size() && extend == 0) return SQLITE_OK;
    while (shared.regions.size() <= index) {
      shared.regions.push_back(std::make_unique<std::array<char, 32768>>());
      shared.regions.back()->fill('\0');
    }
    if (static_cast<std::size_t>(size) != shared.regions[index]->size()) return SQLITE_IOERR_SHMMAP;
    *into = shared.regions[index]->data();
    return SQLITE_OK;
  }

  int LockMap(int first, int count, int flags) {
    const base::MutexLock lock(vfs_.mutex_);
    const auto begin = vfs_.shared_[path_].slots.begin() + first;
    const std::span slots(begin, static_cast<std::size_t>(count));
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
      for (auto& slot : slots) slot.holders.erase(this);
      return SQLITE_OK;
    }
    const bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
    const bool busy = std::ranges::any_of(slots, [this, exclusive](const auto& slot) {
      return std::ranges::any_of(slot.holders, [this, exclusive](const auto& holder) {
        return holder.first != this && (exclusive || holder.second);
      });
    });
    if (busy) return SQLITE_BUSY;
    for (auto& slot : slots) slot.holders[this] = exclusive;
    return SQLITE_OK;
  }

  void Barrier() { const base::MutexLock lock(vfs_.mutex_); }

  int Unmap() {
    const base::MutexLock lock(vfs_.mutex_);
    auto& shared = vfs_.shared_[path_];
    for (auto& slot : shared.slots) slot.holders.erase(this);
    // Shared memory without users is dropped; the next user builds a new one.
    if (std::exchange(maps_, false) && --shared.users == 0) shared.regions.clear();
    return SQLITE_OK;
  }

  static VfsFile& Of(sqlite3_file* file) { return *reinterpret_cast<Slot*>(file)->file; }
  static void Put(sqlite3_file* into, std::unique_ptr<VfsFile> file);
  // The memory that SQLite provides for an open file of this VFS.
  struct Slot {
    sqlite3_file base;
    VfsFile* file;
  };

 private:
  FaultyVfs& vfs_;
  const std::string path_;
  const FileId file_;
  bool sync_directory_;
  bool maps_ = false;
};

namespace {

constexpr int kSectorSize = 4096;  // as SQLite's own VFS reports on Linux

const sqlite3_io_methods kMethods = {
    .iVersion = 2,
    .xClose =
        [](sqlite3_file* file) {
          VfsFile& open = VfsFile::Of(file);
          open.Unlock(SQLITE_LOCK_NONE);
          delete &open;
          return SQLITE_OK;
        },
    .xRead = [](sqlite3_file* file, void* into, int size,
                sqlite3_int64 offset) { return VfsFile::Of(file).Read(into, size, offset); },
    .xWrite = [](sqlite3_file* file, const void* from, int size,
                 sqlite3_int64 offset) { return VfsFile::Of(file).Write(from, size, offset); },
    .xTruncate = [](sqlite3_file* file,
                    sqlite3_int64 size) { return VfsFile::Of(file).Truncate(size); },
    .xSync = [](sqlite3_file* file, int) { return VfsFile::Of(file).Sync(); },
    .xFileSize =
        [](sqlite3_file* file, sqlite3_int64* size) {
          *size = VfsFile::Of(file).Size();
          return SQLITE_OK;
        },
    .xLock = [](sqlite3_file* file, int level) { return VfsFile::Of(file).Lock(level); },
    .xUnlock = [](sqlite3_file* file, int level) { return VfsFile::Of(file).Unlock(level); },
    .xCheckReservedLock =
        [](sqlite3_file* file, int* reserved) {
          *reserved = VfsFile::Of(file).IsReserved() ? 1 : 0;
          return SQLITE_OK;
        },
    .xFileControl = [](sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; },
    .xSectorSize = [](sqlite3_file*) { return kSectorSize; },
    .xDeviceCharacteristics = [](sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; },
    .xShmMap =
        [](sqlite3_file* file, int region, int size, int extend, void volatile** into) {
          return VfsFile::Of(file).Map(region, size, extend, into);
        },
    .xShmLock = [](sqlite3_file* file, int first, int count,
                   int flags) { return VfsFile::Of(file).LockMap(first, count, flags); },
    .xShmBarrier = [](sqlite3_file* file) { VfsFile::Of(file).Barrier(); },
    .xShmUnmap = [](sqlite3_file* file, int) { return VfsFile::Of(file).Unmap(); },
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

FaultyVfs& Self(sqlite3_vfs* vfs) {
  return *static_cast<FaultyVfs*>(vfs->pAppData);
}

std::string FreshName() {
  static std::atomic<int> count = 0;
  return "faulty-" + std::to_string(++count);
}

}  // namespace

void VfsFile::Put(sqlite3_file* into, std::unique_ptr<VfsFile> file) {
  auto* const slot = reinterpret_cast<Slot*>(into);
  slot->base.pMethods = &kMethods;
  slot->file = file.release();
}

FaultyVfs::FaultyVfs(FaultyDisk& disk) : disk_(disk), name_(FreshName()) {
  // For time, randomness and temporary files the VFS uses SQLite's own.
  sqlite3_vfs& own = *sqlite3_vfs_find(nullptr);
  vfs_ = own;
  vfs_.szOsFile = std::max<int>(own.szOsFile, sizeof(VfsFile::Slot));
  vfs_.pNext = nullptr;
  vfs_.zName = name_.c_str();
  vfs_.pAppData = this;
  vfs_.xOpen = Open;
  vfs_.xDelete = Delete;
  vfs_.xAccess = Access;
  vfs_.xFullPathname = FullPathname;
  sqlite3_vfs_register(&vfs_, 0);
}

FaultyVfs::~FaultyVfs() {
  sqlite3_vfs_unregister(&vfs_);
}

int FaultyVfs::Open(sqlite3_vfs* vfs, const char* path, sqlite3_file* into, int flags, int* out) {
  into->pMethods = nullptr;
  if (path == nullptr) {
    sqlite3_vfs* const own = sqlite3_vfs_find(nullptr);
    return own->xOpen(own, path, into, flags, out);
  }
  FaultyVfs& self = Self(vfs);
  const bool create = (flags & SQLITE_OPEN_CREATE) != 0;
  auto file = self.disk_.Find(path);
  if (!file && create) file = self.disk_.Create(path);
  if (!file) return SQLITE_CANTOPEN;
  const bool log = (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL)) != 0;
  VfsFile::Put(into, std::make_unique<VfsFile>(self, *file, path, create && log));
  if (out != nullptr) *out = flags;
  return SQLITE_OK;
}

int FaultyVfs::Delete(sqlite3_vfs* vfs, const char* path, int sync_directory) {
  FaultyDisk& disk = Self(vfs).disk_;
  if (auto done = disk.Remove(path); !done) {
    return done.error().error_number == ENOENT ? SQLITE_IOERR_DELETE_NOENT : SQLITE_IOERR_DELETE;
  }
  if (sync_directory == 0) return SQLITE_OK;
  if (!disk.SyncDirectory(DirectoryOf(path))) return SQLITE_IOERR_DIR_FSYNC;
  return SQLITE_OK;
}

int FaultyVfs::Access(sqlite3_vfs* vfs, const char* path, int flags, int* found) {
  FaultyDisk& disk = Self(vfs).disk_;
  const auto file = disk.Find(path);
  // For SQLite an empty file does not exist.
  const bool exists = file && (flags != SQLITE_ACCESS_EXISTS || disk.SizeOf(*file) > 0);
  *found = exists ? 1 : 0;
  return SQLITE_OK;
}

int FaultyVfs::FullPathname(sqlite3_vfs*, const char* path, int size, char* into) {
  if (std::strlen(path) >= static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
  std::memcpy(into, path, std::strlen(path) + 1);
  return SQLITE_OK;
}

}  // namespace onsale::store
