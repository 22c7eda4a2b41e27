#include "store/embedded/tables/fold_cursor.h"

namespace onsale::store {

void FoldCursor::GoTo(const FoldPosition& position) {
  position_ = position;
  reader_ = nullptr;
}

std::expected<void, StoreError> FoldCursor::OpenSegment(std::uint32_t number) {
  auto reader = SegmentReader::Open(journal_, number);
  if (!reader) return std::unexpected(reader.error());
  reader_ = std::move(*reader);
  if (number != position_.segment) {
    position_.segment = number;
    position_.offset = kSegmentHeaderBytes;
  }
  reader_->Seek(position_.offset);
  // If no frame was read yet, the oldest segment's header names the commit before it.
  if (position_.last == ChainLink{}) position_.last = reader_->header().before;
  return {};
}

std::expected<Frame, StoreError> FoldCursor::Next() {
  if (!reader_) {
    if (auto done = OpenSegment(position_.segment); !done) return std::unexpected(done.error());
  }
  for (;;) {
    auto decoded = reader_->Next();
    if (!decoded) return std::unexpected(Unavailable(decoded.error()));
    if (decoded->fault != FrameFault::kNone) {
      // The next frame is durable and not in this segment, so it must be in the next one.
      if (auto done = OpenSegment(position_.segment + 1); !done) {
        return std::unexpected(done.error());
      }
      continue;
    }
    const Frame& frame = decoded->frame;
    const bool follows = frame.before == position_.last.hash &&
                         frame.link.commit_number == position_.last.commit_number + 1;
    if (!follows) {
      return std::unexpected(StoreError{
          StoreErrorCode::kCorrupt,
          "cannot read commit " + std::to_string(position_.last.commit_number + 1) + " at offset " +
              std::to_string(position_.offset) + " of " + reader_->path()});
    }
    position_.offset = reader_->offset();
    position_.last = frame.link;
    position_.now = frame.now;
    return frame;
  }
}

}  // namespace onsale::store
