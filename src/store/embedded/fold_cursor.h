// Walks the journal behind the writer, from segment to segment, and never past what is durable.
//
// Threads:  one; the writer appends meanwhile.
// Errors:   kCorrupt if a durable frame cannot be read back; kUnavailable for the system's.
#pragma once

#include "store/embedded/journal_reader.h"

namespace onsale::store {

// Behind the last frame read. A plain value, so that the fold can go back to it.
struct FoldPosition {
  std::uint32_t segment = 1;
  std::uint64_t offset = kSegmentHeaderBytes;
  ChainLink last;
  base::Time now;
};

class FoldCursor {
 public:
  FoldCursor(JournalPlace place, FoldPosition start) : place_(std::move(place)), position_(start) {}

  const FoldPosition& position() const { return position_; }
  void GoTo(const FoldPosition& position);

  // The next frame. Its rows live until the next call. Requires: a later batch than the last is
  // durable.
  std::expected<Frame, StoreError> Next();

 private:
  std::expected<void, StoreError> OpenSegment(std::uint32_t number);

  const JournalPlace place_;
  FoldPosition position_;
  std::unique_ptr<SegmentReader> reader_;
};

}  // namespace onsale::store
