#include "store/embedded/journal/journal_format.h"

#include <xxhash.h>

#include <algorithm>

#include "base/assert.h"
#include "base/wire.h"

namespace onsale::store {
namespace {

constexpr std::string_view kSegmentMagic = "ONSALEJ1";
constexpr std::size_t kHashedHead = 32;

constexpr std::uint64_t Padded(std::uint64_t bytes) {
  return (bytes + kFrameAlignment - 1) / kFrameAlignment * kFrameAlignment;
}

std::uint64_t Hash(std::string_view bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

// The hash of a frame: of its header and rows, without the hash field itself.
std::uint64_t FrameHash(std::string_view frame) {
  const std::uint64_t body = Hash(frame.substr(kFrameHeaderBytes));
  return XXH3_64bits_withSeed(frame.data(), kHashedHead, body);
}

}  // namespace

std::string EncodeSegmentHeader(const SegmentHeader& header) {
  std::string out;
  base::WireWriter writer(out);
  writer.Bytes(kSegmentMagic);
  writer.Fixed32(kJournalLayout);
  writer.Fixed32(header.number);
  writer.Fixed64(header.before.commit_number + 1);
  writer.Fixed64(header.before.hash);
  writer.Fixed64(Hash(out));
  out.resize(kSegmentHeaderBytes, '\0');
  return out;
}

std::expected<SegmentHeader, std::string> DecodeSegmentHeader(std::string_view bytes) {
  if (bytes.size() < kSegmentHeaderBytes) return std::unexpected("it is shorter than its header");
  base::WireReader reader(bytes);
  if (reader.Bytes(kSegmentMagic.size()) != kSegmentMagic) {
    return std::unexpected("it does not start with the bytes of a journal segment");
  }
  const std::uint32_t layout = reader.Fixed32();
  SegmentHeader header;
  header.number = reader.Fixed32();
  header.before.commit_number = reader.Fixed64() - 1;
  header.before.hash = reader.Fixed64();
  if (reader.Fixed64() != Hash(bytes.substr(0, kHashedHead))) {
    return std::unexpected("the hash of its header is wrong");
  }
  const std::string_view rest =
      bytes.substr(kFrameHeaderBytes, kSegmentHeaderBytes - kFrameHeaderBytes);
  if (rest.find_first_not_of('\0') != std::string_view::npos) {
    return std::unexpected("the unused end of its header is not zero");
  }
  if (layout != kJournalLayout) {
    return std::unexpected("its layout is " + std::to_string(layout) +
                           ", which this version of onsale does not know");
  }
  return header;
}

ChainLink SealFrame(const FrameStart& start, std::string& frame) {
  const std::size_t rows = frame.size() - kFrameHeaderBytes;
  ONSALE_ASSERT(frame.size() > kFrameHeaderBytes && rows <= kFrameRowsMax);
  frame.resize(Padded(frame.size()), '\0');
  const ChainLink link{.commit_number = start.before.commit_number + 1, .hash = 0};
  std::string head;
  base::WireWriter writer(head);
  writer.Fixed32(static_cast<std::uint32_t>(rows));
  writer.Bytes(kFrameMark);
  writer.Fixed64(link.commit_number);
  writer.Fixed64(start.before.hash);
  writer.Fixed64(static_cast<std::uint64_t>(start.now.time_since_epoch().count()));
  std::copy(head.begin(), head.end(), frame.begin());
  const std::uint64_t hash = FrameHash(frame);
  writer.Fixed64(hash);
  std::copy(head.begin(), head.end(), frame.begin());
  return {.commit_number = link.commit_number, .hash = hash};
}

DecodedFrame DecodeFrame(std::string_view bytes, std::uint64_t available_max) {
  DecodedFrame out;
  if (available_max < kFrameHeaderBytes) return out.fault = FrameFault::kEmpty, out;
  if (bytes.size() < kFrameHeaderBytes) {
    return out.fault = FrameFault::kShort, out.frame.size = kFrameHeaderBytes, out;
  }
  base::WireReader reader(bytes);
  const std::uint32_t length = reader.Fixed32();
  const std::string_view mark = reader.Bytes(kFrameMark.size());
  Frame& frame = out.frame;
  frame.link.commit_number = reader.Fixed64();
  frame.before = reader.Fixed64();
  frame.now = base::Time(base::Duration(static_cast<std::int64_t>(reader.Fixed64())));
  frame.link.hash = reader.Fixed64();
  const std::string_view head = bytes.substr(0, kFrameHeaderBytes);
  if (head.find_first_not_of('\0') == std::string_view::npos) {
    return out.fault = FrameFault::kEmpty, out;
  }
  const std::uint64_t size = Padded(std::uint64_t{length} + kFrameHeaderBytes);
  if (mark != kFrameMark || length == 0 || length > kFrameRowsMax || size > available_max) {
    return out;
  }
  frame.size = static_cast<std::size_t>(size);
  if (bytes.size() < size) return out.fault = FrameFault::kShort, out;
  if (FrameHash(bytes.substr(0, frame.size)) != frame.link.hash) return out;
  frame.rows = bytes.substr(kFrameHeaderBytes, length);
  return out.fault = FrameFault::kNone, out;
}

}  // namespace onsale::store
