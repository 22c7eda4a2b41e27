// Rewrites bytes of a file as they are read. Bytes of a previous process may be in the system's
// cache only, and after a failed sync the system treats them as written although they are not.
//
// Errors:   IoError. The bytes are durable only after a sync.
#pragma once

#include "store/embedded/files/file.h"

namespace onsale::store {

struct ByteRange {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
};

Io<void> Rewrite(File& file, const ByteRange& range);

// Rewrites and syncs the whole file. Succeeds if it does not exist.
Io<void> RewriteAndSync(FileSystem& files, const std::string& path);

}  // namespace onsale::store
