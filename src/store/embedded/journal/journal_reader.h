// Reads the journal: frame by frame for the fold, and in a replay of all segments at a start.
//
// Shape:    a torn last frame was never acknowledged and is discarded; any other inconsistency is
//           damage. An invalid frame is damage if an intact frame or another segment follows it.
// Owner:    a Frame's rows live until the next call on the same SegmentReader.
// Threads:  one thread per SegmentReader; another thread may append to the journal.
// Errors:   kCorrupt for damage, with file, offset, commits and advice; kUnavailable for errors of
//           the system.
#pragma once

#include <functional>

#include "store/embedded/journal/journal_writer.h"
#include "store/store.h"

namespace onsale::store {

class SegmentReader {
 public:
  static std::expected<std::unique_ptr<SegmentReader>, StoreError> Open(
      const JournalDirectory& journal, std::uint32_t number, OpenMode mode = OpenMode::kReadWrite);

  // Decodes the frame at offset() and, if its fault is kNone, moves past it.
  Io<DecodedFrame> Next();
  // The commit of the first intact frame that starts at offset() or later, if there is one.
  Io<std::optional<std::uint64_t>> FindIntactFrame();
  // The offset after the last byte that is not zero; offset() if all are zero.
  Io<std::uint64_t> EndOfContent();

  const SegmentHeader& header() const { return header_; }
  std::uint64_t offset() const { return offset_; }
  void Seek(std::uint64_t offset) { offset_ = offset; }
  const std::string& path() const { return path_; }
  File& file() { return *file_; }

 private:
  SegmentReader(std::unique_ptr<File> file, std::string path, std::size_t read_ahead)
      : file_(std::move(file)), path_(std::move(path)), read_ahead_(read_ahead) {}
  Io<void> Fill(std::size_t bytes);
  Io<std::optional<std::uint64_t>> IntactFrameHere();
  std::string_view Buffered() const;

  std::unique_ptr<File> file_;
  std::string path_;
  std::size_t read_ahead_;
  SegmentHeader header_;
  std::uint64_t size_ = 0;
  std::uint64_t offset_ = kSegmentHeaderBytes;
  std::string buffer_;
  std::uint64_t buffer_offset_ = 0;
};

// Receives each frame of a replay; an error ends the replay.
using FrameVisitor = std::function<std::expected<void, std::string>(const Frame&)>;

// Where the replay starts: after the last folded commit. `journal_may_be_gone`: the tables have all
// commits, so the journal may be missing.
struct ReplayStart {
  ChainLink folded;
  base::Time folded_now;
  bool journal_may_be_gone = false;
};
// Calls `visit` for every frame after `folded`, in order, and returns where the writer continues.
// Removes unfinished segments, clears a torn last frame, and makes the rest durable.
std::expected<JournalEnd, StoreError> ReplayJournal(const JournalDirectory& journal,
                                                    const ReplayStart& start,
                                                    const FrameVisitor& visit);

StoreError Unavailable(const IoError& error);

}  // namespace onsale::store
