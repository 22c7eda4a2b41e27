#include "store/embedded/journal/journal_writer.h"

#include <algorithm>

#include "base/assert.h"

namespace onsale::store {
namespace {

// Of the frames that are not the first of a segment, one in this many is decoded before its write.
constexpr std::uint64_t kSampleEvery = 1'024;

// Whether a start would read `bytes` as this frame.
bool IsReadAs(const Frame& frame, std::string_view bytes) {
  const DecodedFrame decoded = DecodeFrame(bytes, bytes.size());
  return decoded.fault == FrameFault::kNone && decoded.frame == frame;
}

}  // namespace

Io<std::unique_ptr<JournalWriter>> JournalWriter::Open(JournalDirectory journal,
                                                       const JournalEnd& end,
                                                       std::uint64_t segment_bytes) {
  std::unique_ptr<JournalWriter> writer(new JournalWriter(std::move(journal), end, segment_bytes));
  if (end.segment == 0) {
    if (auto done = writer->StartSegment(0); !done) return std::unexpected(done.error());
    return writer;
  }
  auto file =
      writer->journal_.files->Open(writer->journal_.PathOf(end.segment), OpenMode::kReadWrite);
  if (!file) return std::unexpected(file.error());
  auto size = (*file)->Size();
  if (!size) return std::unexpected(size.error());
  writer->file_ = std::move(*file);
  writer->file_bytes_ = *size;
  return writer;
}

Io<SpareSegment::Ready> JournalWriter::NewFile(std::uint64_t frame_bytes) {
  const std::uint64_t bytes = std::max(segment_bytes_, kSegmentHeaderBytes + frame_bytes);
  if (bytes == segment_bytes_ && spare_ != nullptr) {
    if (auto ready = spare_->Take()) return *std::move(ready);
  }
  std::string path = journal_.PathOf(end_.segment + 1) + ".tmp";
  auto file = CreateZeros(journal_, path, bytes);
  if (!file) return std::unexpected(file.error());
  return SpareSegment::Ready{.path = std::move(path), .file = std::move(*file), .bytes = bytes};
}

Io<void> JournalWriter::StartSegment(std::uint64_t frame_bytes) {
  auto fresh = NewFile(frame_bytes);
  if (!fresh) return std::unexpected(fresh.error());
  const SegmentHeader header{.number = end_.segment + 1, .before = end_.last};
  auto done = BecomeSegment(journal_, header, *fresh->file, fresh->path);
  if (!done) return done;
  file_ = std::move(fresh->file);
  file_bytes_ = fresh->bytes;
  end_.segment = header.number;
  end_.offset = kSegmentHeaderBytes;
  return {};
}

Io<void> JournalWriter::Append(std::string& frame, base::Time now) {
  const std::size_t rows = frame.size() - kFrameHeaderBytes;
  const ChainLink link = SealFrame({.before = end_.last, .now = now}, frame);
  if (end_.offset + frame.size() > file_bytes_) {
    if (auto done = StartSegment(frame.size()); !done) return done;
    ONSALE_ASSERT(end_.offset + frame.size() <= file_bytes_);
  }
  if (end_.offset == kSegmentHeaderBytes || link.commit_number % kSampleEvery == 0) {
    const Frame sealed{.link = link,
                       .before = end_.last.hash,
                       .now = now,
                       .rows = std::string_view(frame).substr(kFrameHeaderBytes, rows),
                       .size = frame.size()};
    ONSALE_ASSERT(IsReadAs(sealed, frame));
  }
  if (auto done = file_->Write(end_.offset, frame); !done) return done;
  if (auto done = file_->Sync(); !done) return done;
  end_.offset += frame.size();
  end_.last = link;
  end_.now = now;
  return {};
}

}  // namespace onsale::store
