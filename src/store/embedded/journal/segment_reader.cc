#include <algorithm>
#include <cstring>

#include "store/embedded/journal/journal_reader.h"

namespace onsale::store {
namespace {

bool AllZeros(std::string_view bytes) {
  return bytes.front() == '\0' &&
         std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0;
}

}  // namespace

StoreError Unavailable(const IoError& error) {
  return {.code = StoreErrorCode::kUnavailable, .detail = error.Text()};
}

std::expected<std::unique_ptr<SegmentReader>, StoreError> SegmentReader::Open(
    const JournalDirectory& journal, std::uint32_t number, OpenMode mode) {
  const std::string path = journal.PathOf(number);
  auto file = journal.files->Open(path, mode);
  if (!file) return std::unexpected(Unavailable(file.error()));
  std::unique_ptr<SegmentReader> reader(
      new SegmentReader(std::move(*file), path, journal.read_ahead));
  const auto size = reader->file_->Size();
  if (!size) return std::unexpected(Unavailable(size.error()));
  reader->size_ = *size;
  std::string bytes(kSegmentHeaderBytes, '\0');
  const auto got = reader->file_->Read(0, bytes);
  if (!got) return std::unexpected(Unavailable(got.error()));
  bytes.resize(*got);
  auto header = DecodeSegmentHeader(bytes);
  if (header && header->number != number)
    header = std::unexpected("it is a copy of another segment");
  if (!header) {
    return std::unexpected(StoreError{
        StoreErrorCode::kCorrupt, "the journal segment " + path + " is damaged: " + header.error() +
                                      ". Restore the data directory from a copy"});
  }
  reader->header_ = *header;
  return reader;
}

std::string_view SegmentReader::Buffered() const {
  if (offset_ < buffer_offset_ || offset_ > buffer_offset_ + buffer_.size()) return {};
  return std::string_view(buffer_).substr(static_cast<std::size_t>(offset_ - buffer_offset_));
}

Io<void> SegmentReader::Fill(std::size_t bytes) {
  const std::uint64_t left = size_ - std::min(offset_, size_);
  const std::size_t wanted = std::max({bytes, read_ahead_, kFrameHeaderBytes});
  buffer_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(left, wanted)));
  buffer_offset_ = offset_;
  const auto got = file_->Read(offset_, buffer_);
  if (!got) return std::unexpected(got.error());
  buffer_.resize(*got);
  return {};
}

Io<DecodedFrame> SegmentReader::Next() {
  const std::uint64_t left = size_ - std::min(offset_, size_);
  DecodedFrame decoded = DecodeFrame(Buffered(), left);
  // Reads the buffer again if it has no valid frame, because the writer may have appended since;
  // twice, because the frame's header may name more bytes than were read.
  for (int i = 0; i < 2 && decoded.fault != FrameFault::kNone; ++i) {
    const std::size_t wanted = decoded.fault == FrameFault::kShort ? decoded.frame.size : 0;
    if (auto done = Fill(wanted); !done) return std::unexpected(done.error());
    decoded = DecodeFrame(Buffered(), left);
  }
  if (decoded.fault == FrameFault::kShort) decoded.fault = FrameFault::kBad;  // the file shrank
  if (decoded.fault == FrameFault::kNone) offset_ += decoded.frame.size;
  return decoded;
}

Io<std::optional<std::uint64_t>> SegmentReader::FindIntactFrame() {
  const std::uint64_t from = offset_;
  std::optional<std::uint64_t> found;
  while (!found && offset_ + kFrameHeaderBytes <= size_) {
    if (Buffered().size() < kFrameHeaderBytes) {
      if (auto done = Fill(0); !done) return std::unexpected(done.error());
    }
    const std::string_view here = Buffered();
    if (here.size() < kFrameHeaderBytes) break;  // the file became shorter
    // Skips to the next frame mark, or to the last offset with less than a header in the buffer.
    const std::size_t mark = here.find(kFrameMark, kFrameMarkAt);
    const std::size_t end = here.size() - kFrameHeaderBytes;
    const std::size_t skip = std::min(mark - kFrameMarkAt, end / kFrameAlignment * kFrameAlignment);
    if (skip % kFrameAlignment == 0) {
      offset_ += skip;
      const auto commit = IntactFrameHere();
      if (!commit) return commit;
      found = *commit;
      offset_ += kFrameAlignment;
    } else {
      offset_ += skip / kFrameAlignment * kFrameAlignment + kFrameAlignment;
    }
  }
  offset_ = from;
  return found;
}

Io<std::optional<std::uint64_t>> SegmentReader::IntactFrameHere() {
  DecodedFrame decoded = DecodeFrame(Buffered(), size_ - offset_);
  if (decoded.fault == FrameFault::kShort) {
    if (auto done = Fill(decoded.frame.size); !done) return std::unexpected(done.error());
    decoded = DecodeFrame(Buffered(), size_ - offset_);
  }
  if (decoded.fault != FrameFault::kNone) return std::nullopt;
  return decoded.frame.link.commit_number;
}

Io<std::uint64_t> SegmentReader::EndOfContent() {
  const std::uint64_t from = offset_;
  std::uint64_t end = from;
  while (offset_ < size_) {
    if (auto done = Fill(0); !done) return std::unexpected(done.error());
    if (buffer_.empty()) break;
    if (!AllZeros(buffer_)) end = offset_ + buffer_.find_last_not_of('\0') + 1;
    offset_ += buffer_.size();
  }
  offset_ = from;
  return end;
}

}  // namespace onsale::store
