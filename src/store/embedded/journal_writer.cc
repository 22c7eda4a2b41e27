#include "store/embedded/journal_writer.h"

#include <algorithm>

namespace onsale::store {

Io<std::unique_ptr<JournalWriter>> JournalWriter::Open(JournalPlace place, const JournalEnd& end,
                                                       std::uint64_t segment_bytes) {
  std::unique_ptr<JournalWriter> writer(new JournalWriter(std::move(place), end, segment_bytes));
  if (end.segment == 0) {
    if (auto done = writer->StartSegment(0); !done) return std::unexpected(done.error());
    return writer;
  }
  auto file = writer->place_.files->Open(writer->place_.PathOf(end.segment), OpenMode::kReadWrite);
  if (!file) return std::unexpected(file.error());
  auto size = (*file)->Size();
  if (!size) return std::unexpected(size.error());
  writer->file_ = std::move(*file);
  writer->file_bytes_ = *size;
  return writer;
}

Io<void> JournalWriter::StartSegment(std::uint64_t frame_bytes) {
  const std::uint64_t bytes = std::max(segment_bytes_, kSegmentHeaderBytes + frame_bytes);
  const NewSegment segment{.header = {.number = end_.segment + 1, .before = end_.last},
                           .bytes = bytes};
  auto file = CreateSegment(place_, segment);
  if (!file) return std::unexpected(file.error());
  file_ = std::move(*file);
  file_bytes_ = bytes;
  end_.segment = segment.header.number;
  end_.offset = kSegmentHeaderBytes;
  return {};
}

Io<void> JournalWriter::Append(std::string& frame, base::Time now) {
  const ChainLink link = SealFrame({.before = end_.last, .now = now}, frame);
  if (end_.offset + frame.size() > file_bytes_) {
    if (auto done = StartSegment(frame.size()); !done) return done;
  }
  if (auto done = file_->Write(end_.offset, frame); !done) return done;
  if (auto done = file_->Sync(); !done) return done;
  end_.offset += frame.size();
  end_.last = link;
  end_.now = now;
  return {};
}

}  // namespace onsale::store
