// Appends frames to the journal, each with one write and one sync.
//
// Threads:  one at a time.
// Requires: no Append after an error.
// Errors:   IoError. The frame may or may not be written.
#pragma once

#include <memory>

#include "store/embedded/journal/spare_segment.h"

namespace onsale::store {

// The end of the journal: the last frame, and where the next one goes.
struct JournalEnd {
  std::uint32_t segment = 0;        // 0: there is no segment yet
  std::uint32_t first_segment = 1;  // the oldest segment
  std::uint64_t offset = 0;
  ChainLink last;
  base::Time now;  // the time of the last frame
};

class JournalWriter {
 public:
  static Io<std::unique_ptr<JournalWriter>> Open(JournalDirectory journal, const JournalEnd& end,
                                                 std::uint64_t segment_bytes);

  // Takes files for new segments from `spare`, which must outlive the writer.
  void Use(SpareSegment& spare) { spare_ = &spare; }
  // Makes `frame` (header space and rows) durable as the next commit.
  Io<void> Append(std::string& frame, base::Time now);

  // Where the last durable frame ends.
  const JournalEnd& end() const { return end_; }

 private:
  JournalWriter(JournalDirectory journal, const JournalEnd& end, std::uint64_t segment_bytes)
      : journal_(std::move(journal)), segment_bytes_(segment_bytes), end_(end) {}
  Io<void> StartSegment(std::uint64_t frame_bytes);
  Io<SpareSegment::Ready> NewFile(std::uint64_t frame_bytes);

  const JournalDirectory journal_;
  const std::uint64_t segment_bytes_;
  SpareSegment* spare_ = nullptr;
  JournalEnd end_;
  std::unique_ptr<File> file_;
  std::uint64_t file_bytes_ = 0;
};

}  // namespace onsale::store
