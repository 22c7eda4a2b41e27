// Reads the journal frame by frame, across segments, while the writer appends to it.
//
// Threads:  one.
// Errors:   kCorrupt if a durable frame cannot be read; kUnavailable for errors of the system.
#pragma once

#include "store/embedded/journal/journal_reader.h"

namespace onsale::store {

// A position after a frame that was read; a value, so that the fold can return to it.
struct FoldPosition {
  std::uint32_t segment = 1;
  std::uint64_t offset = kSegmentHeaderBytes;
  ChainLink last;
  base::Time now;
};

class FoldCursor {
 public:
  FoldCursor(JournalDirectory journal, FoldPosition start)
      : journal_(std::move(journal)), position_(start) {}

  const FoldPosition& position() const { return position_; }
  void GoTo(const FoldPosition& position);

  // Reads the next frame, whose rows live until the next call. Requires: that frame is durable.
  std::expected<Frame, StoreError> Next();

 private:
  std::expected<void, StoreError> OpenSegment(std::uint32_t number);

  const JournalDirectory journal_;
  FoldPosition position_;
  std::unique_ptr<SegmentReader> reader_;
};

}  // namespace onsale::store
