// Writes bytes of a file again, as they are read: what a process before has left may be on its way to
// the disk only, or, after a sync that failed, not even that while the system counts it as written.
//
// Errors:   IoError. Until the file is synced nothing is promised.
#pragma once

#include "store/embedded/file.h"

namespace onsale::store {

struct ByteRange {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
};

Io<void> WriteAgain(File& file, const ByteRange& range);

// The whole file, which is then durable. Fine if there is none.
Io<void> WriteAgainAndSync(FileSystem& files, const std::string& path);

}  // namespace onsale::store
