// A file system in memory without faults, for the journal of a fuzz target.
//
// Shape:    all files are in one directory; a path is used as a name.
// Owner:    MemoryFiles owns the contents; a File refers to them and must not outlive it.
// Threads:  one.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "store/embedded/files/file.h"

namespace onsale::fuzz {

class MemoryFiles final : public store::FileSystem {
 public:
  store::Io<std::unique_ptr<store::File>> Open(const std::string& path,
                                               store::OpenMode mode) override;
  store::Io<void> MakeDirectory(const std::string&) override { return {}; }
  store::Io<std::vector<std::string>> List(const std::string& directory) override;
  store::Io<void> Rename(const store::RenamePaths& paths) override;
  store::Io<void> Remove(const std::string& path) override;
  store::Io<void> SyncDirectory(const std::string&) override { return {}; }

  std::map<std::string, std::shared_ptr<std::string>> contents;
};

}  // namespace onsale::fuzz
