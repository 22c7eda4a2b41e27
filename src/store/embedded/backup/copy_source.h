// What a copy of a running sale is made from: its tables at one commit, and the bytes of its
// journal.
//
// Shape:    a copier reads the journal's segments from the oldest on, then the base, and then
//           whatever is appended. It checks everything that it reads: a source passes bytes on.
// Threads:  one at a time.
// Errors:   kCorrupt for damage in the source; kUnavailable if it cannot be read now.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "store/embedded/journal/journal_reader.h"

namespace onsale::store {

template <class T>
using StoreResult = std::expected<T, StoreError>;

// A byte of the journal: an offset in one segment. Segment 0 stands for the oldest one.
struct JournalPlace {
  std::uint32_t segment = 0;
  std::uint64_t offset = 0;
};

// The last commit in a base, or in a copy.
struct CopyMark {
  ChainLink last;
  base::Time now;
  bool operator==(const CopyMark&) const = default;
};

class CopySource {
 public:
  template <class T>
  using Result = StoreResult<T>;
  // Copies frames meanwhile; an error ends the copy of the base.
  using Between = std::function<Result<void>()>;
  // A new file in which the base is written.
  struct Target {
    FileSystem& files;
    std::string path;
  };

  virtual ~CopySource() = default;

  // At most `bytes_max` bytes from `from` on, fewer at the end of the segment; nothing if there is
  // no such segment.
  virtual Result<std::optional<std::string>> Read(JournalPlace from, std::size_t bytes_max) = 0;
  // Writes sale.db as of one commit into the target, and returns which commit. Calls `between`
  // after each piece. The caller makes the file durable.
  virtual Result<CopyMark> CopyBase(const Target& target, const Between& between) = 0;
};

}  // namespace onsale::store
