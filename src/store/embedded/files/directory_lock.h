// Exclusive use of a data directory: a lock on its folder `journal` and one on its file `lock`,
// which contains the owner's process id.
//
// Shape:    the lock on the folder holds even if the file `lock` is removed; the lock on that file
//           is for earlier versions, which check only the file. The data directory itself is not
//           locked: a change of its token key locks it (app/secret_file.h).
// Owner:    the object; the system releases both locks when the process ends.
// Threads:  CheckPath from any.
// Errors:   Take: kUnavailable, with a sentence that names the other process if its id is readable.
#pragma once

#include <expected>
#include <memory>
#include <string>

#include "net/descriptor.h"
#include "store/store.h"

namespace onsale::store {

class DirectoryLock {
 public:
  // Locks the directory for this process. Creates the folder `journal` if it is missing.
  static std::expected<std::unique_ptr<DirectoryLock>, StoreError> Take(
      const std::string& directory);
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

  // Checks that the path of `journal/` still leads to the locked folder. kUnknownOutcome if that
  // folder or the data directory was removed, moved or replaced: further writes may be lost, or may
  // damage another process's data.
  std::expected<void, StoreError> CheckPath() const;

 private:
  DirectoryLock(std::string directory, net::Descriptor journal, net::Descriptor file)
      : directory_(std::move(directory)), journal_(std::move(journal)), file_(std::move(file)) {}

  const std::string directory_;
  const net::Descriptor journal_;
  const net::Descriptor file_;
};

}  // namespace onsale::store
