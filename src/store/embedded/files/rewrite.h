// Writes bytes of a file again as they were read. A killed process may have left bytes only in the
// system's cache, and after a failed sync the system treats them as written although they are not.
//
// Errors:   IoError. Only a sync makes the rewritten bytes durable.
#pragma once

#include "store/embedded/files/file.h"

namespace onsale::store {

struct ByteRange {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
};

Io<void> Rewrite(File& file, const ByteRange& range);

// Rewrites the whole file and syncs it. Succeeds if there is no such file.
Io<void> RewriteAndSync(FileSystem& files, const std::string& path);

}  // namespace onsale::store
