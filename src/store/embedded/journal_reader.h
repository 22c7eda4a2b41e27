// Reads the journal: frame by frame for the fold, and as a whole at start-up.
//
// Shape:    a torn last frame was promised to nobody and is discarded; anything else that does not
//           fit is damage. What tells them apart: behind damage an intact frame or a segment
//           follows.
// Owner:    a Frame's rows live until the next call on the same SegmentReader.
// Threads:  one SegmentReader, one thread; the journal may be appended to meanwhile.
// Errors:   kCorrupt for damage, with file, offset, batches and what to do; kUnavailable for the
//           system's.
#pragma once

#include <functional>

#include "store/embedded/journal_writer.h"
#include "store/store.h"

namespace onsale::store {

class SegmentReader {
 public:
  static std::expected<std::unique_ptr<SegmentReader>, StoreError> Open(const JournalPlace& place,
                                                                        std::uint32_t number);

  // The frame at offset(). Moves behind it if its fault is kNone.
  Io<DecodedFrame> Next();
  // The batch of the first intact frame that starts at or behind offset(), if there is one.
  Io<std::optional<std::uint64_t>> FindIntactFrame();
  // Behind the last byte that is not zero; offset() if there is none.
  Io<std::uint64_t> EndOfContent();

  const SegmentHeader& header() const { return header_; }
  std::uint64_t offset() const { return offset_; }
  void Seek(std::uint64_t offset) { offset_ = offset; }
  const std::string& path() const { return path_; }
  File& file() { return *file_; }

 private:
  SegmentReader(std::unique_ptr<File> file, std::string path)
      : file_(std::move(file)), path_(std::move(path)) {}
  Io<void> Fill(std::size_t bytes);
  Io<std::optional<std::uint64_t>> IntactFrameHere();
  std::string_view Buffered() const;

  std::unique_ptr<File> file_;
  std::string path_;
  SegmentHeader header_;
  std::uint64_t size_ = 0;
  std::uint64_t offset_ = kSegmentHeaderBytes;
  std::string buffer_;
  std::uint64_t buffer_offset_ = 0;
};

// What is to happen with each frame; an error ends the replay.
using FrameVisitor = std::function<std::expected<void, std::string>(const Frame&)>;

// Gives every frame behind `folded` to `visit`, in order, and says where writing goes on. Removes
// leftovers, clears a torn last frame, and makes durable what it found. `journal_may_be_gone`: the tables hold everything.
struct ReplayStart {
  ChainLink folded;
  base::Time folded_now;
  bool journal_may_be_gone = false;
};
std::expected<JournalEnd, StoreError> ReplayJournal(const JournalPlace& place,
                                                    const ReplayStart& start,
                                                    const FrameVisitor& visit);

StoreError Unavailable(const IoError& error);

}  // namespace onsale::store
