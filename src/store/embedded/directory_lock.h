// Exclusive use of a data directory: a lock on its file `lock`, which holds the owner's process id.
//
// Owner:    whoever holds the object; the system lets go of it when the process ends, however it
//           ends.
// Errors:   kUnavailable, with a sentence that names the other process.
#pragma once

#include <expected>
#include <memory>
#include <string>

#include "store/store.h"

namespace onsale::store {

class DirectoryLock {
 public:
  static std::expected<std::unique_ptr<DirectoryLock>, StoreError> Take(
      const std::string& directory);
  ~DirectoryLock();
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

 private:
  explicit DirectoryLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace onsale::store
