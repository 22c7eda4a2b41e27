// Exclusive use of a data directory: a lock on its folder `journal`, without which there is no sale, and
// one on its file `lock`, which holds the owner's process id.
//
// Shape:    whoever removes the file still finds the folder locked. Older programs look at the file
//           alone, so both are taken. The data directory itself is locked by whoever changes a token
//           key in it (app/secret_file.h).
// Owner:    whoever holds the object; the system lets go of both when the process ends, however it
//           ends.
// Errors:   Take: kUnavailable, with a sentence that names the other process if its id can be read.
// Threads:  CheckPath from any.
#pragma once

#include <expected>
#include <memory>
#include <string>

#include "net/descriptor.h"
#include "store/store.h"

namespace onsale::store {

class DirectoryLock {
 public:
  // Makes `journal` if it is not there.
  static std::expected<std::unique_ptr<DirectoryLock>, StoreError> Take(
      const std::string& directory);
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

  // kUnknownOutcome once the paths lead to no journal, or to another one than is locked: the data
  // directory or its content was removed or replaced. What is written there may be lost, and may be in
  // the way of another process.
  std::expected<void, StoreError> CheckPath() const;

 private:
  DirectoryLock(std::string directory, net::Descriptor journal, net::Descriptor file)
      : directory_(std::move(directory)), journal_(std::move(journal)), file_(std::move(file)) {}

  const std::string directory_;
  const net::Descriptor journal_;
  const net::Descriptor file_;
};

}  // namespace onsale::store
