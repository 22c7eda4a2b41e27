// Segments of the journal as files: their names, and how a new one comes to be.
//
// Shape:    `00000001.log`, `00000002.log`, ... in the journal's directory. A new one is written
//           whole under a temporary name, synced, and renamed, so that a crash leaves it there or
//           not, never half.
// Errors:   IoError.
#pragma once

#include <optional>
#include <string>

#include "store/embedded/file.h"
#include "store/embedded/journal_format.h"

namespace onsale::store {

struct JournalPlace {
  FileSystem* files = nullptr;
  std::string directory;

  std::string PathOf(std::uint32_t segment) const;
};

// The number in a segment's file name; nothing for other names.
std::optional<std::uint32_t> SegmentNumber(const std::string& name);
bool IsLeftover(const std::string& name);

// A new file of zeros, synced, at a temporary path.
Io<std::unique_ptr<File>> CreateZeros(const JournalPlace& place, const std::string& path,
                                      std::uint64_t bytes);
// Turns such a file, at `path`, into the segment that the header names.
Io<void> BecomeSegment(const JournalPlace& place, const SegmentHeader& header, File& file,
                       const std::string& path);

// Zeros from `offset` on, as far as `bytes`.
Io<void> WriteZeros(File& file, std::uint64_t offset, std::uint64_t bytes);

}  // namespace onsale::store
