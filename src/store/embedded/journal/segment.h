// The files of journal segments: their names, and the creation of new ones.
//
// Shape:    `00000001.log`, `00000002.log`, ... in the journal's directory. A new segment is
//           written under a temporary name, synced, and renamed, so that after a crash it is
//           complete or missing.
// Errors:   IoError.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "store/embedded/files/file.h"
#include "store/embedded/journal/journal_format.h"

namespace onsale::store {

struct JournalDirectory {
  FileSystem* files = nullptr;
  std::string directory;
  // How many bytes a reader reads at once, unless a frame is larger; every value is correct.
  std::size_t read_ahead = std::size_t{256} << 10;

  std::string PathOf(std::uint32_t segment) const;
};

// The number in a segment's file name; nullopt for other names.
std::optional<std::uint32_t> SegmentNumber(const std::string& name);
bool IsLeftover(const std::string& name);

// Creates a file of zeros at a temporary path, and syncs it. With `rest` it syncs each MiB, too,
// and calls `rest` after it.
Io<std::unique_ptr<File>> CreateZeros(const JournalDirectory& journal, const std::string& path,
                                      std::uint64_t bytes, const std::function<void()>& rest = {});
// Turns a file of zeros at `path` into the segment with this header: writes the header, syncs, and
// renames the file.
Io<void> BecomeSegment(const JournalDirectory& journal, const SegmentHeader& header, File& file,
                       const std::string& path);

// Writes `bytes` zeros at `offset`.
Io<void> WriteZeros(File& file, std::uint64_t offset, std::uint64_t bytes);

}  // namespace onsale::store
