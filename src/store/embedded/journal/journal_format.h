// Encodes and decodes the journal: segment headers and frames.
//
// Units:    integers little-endian; offsets in bytes; times in microseconds.
// Shape:    a segment is a header of 64 bytes, frames, and zeros up to its size. A frame is a
//           header of 40 bytes and its rows, padded with zeros to a multiple of 8. Each frame
//           contains the hash of the previous one, also across segments. Persisted: do not change;
//           see docs/formats.md.
//
//           segment                                frame
//            0  8  "ONSALEJ1"                       0  4  length of the rows, not 0
//            8  4  layout, 1                        4  4  "FRAM"
//           12  4  the segment's number             8  8  number of the commit
//           16  8  commit of its first frame       16  8  hash of the previous frame
//           24  8  hash of the frame before that   24  8  the commit's time
//           32  8  hash of bytes 0 to 31           32  8  hash of bytes 0 to 31 and of the rows
//           40 24  zeros                           40     the rows (store/row_codec.h)
// Errors:   decoders return a sentence, and check every length before they use it.
// Source:   the idea is from LevelDB's log format; hashes are XXH3, 64 bits, seed 0.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "base/time.h"

namespace onsale::store {

inline constexpr std::uint32_t kJournalLayout = 1;
inline constexpr std::size_t kSegmentHeaderBytes = 64;
inline constexpr std::size_t kFrameHeaderBytes = 40;
inline constexpr std::size_t kFrameRowsMax = std::size_t{1} << 30;
inline constexpr std::size_t kFrameAlignment = 8;
inline constexpr std::string_view kFrameMark = "FRAM";
inline constexpr std::size_t kFrameMarkAt = 4;  // offset within a frame

// A link of the journal's chain: a commit's number and the hash of its frame. Zeros before the
// first.
struct ChainLink {
  std::uint64_t commit_number = 0;
  std::uint64_t hash = 0;
  bool operator==(const ChainLink&) const = default;
};

struct SegmentHeader {
  std::uint32_t number = 0;
  ChainLink before;  // the link of the frame before this segment
};

std::string EncodeSegmentHeader(const SegmentHeader& header);
std::expected<SegmentHeader, std::string> DecodeSegmentHeader(std::string_view bytes);

struct FrameStart {
  ChainLink before;
  base::Time now;
};

// The beginning of a new frame: space for the header, to which the caller appends rows. SealFrame
// fills the header in.
inline std::string NewFrame() {
  return std::string(kFrameHeaderBytes, '\0');
}
// Turns header space and rows into a frame, and returns its link of the chain.
ChainLink SealFrame(const FrameStart& start, std::string& frame);

struct Frame {
  ChainLink link;        // the commit's number and the frame's hash
  std::uint64_t before;  // the hash of the previous frame
  base::Time now;
  std::string_view rows;  // refers to the decoded bytes
  std::size_t size;       // the whole frame, in bytes

  bool operator==(const Frame&) const = default;
};

enum class FrameFault {
  kNone,
  kEmpty,  // zeros, no frame
  kShort,  // `size` bytes from the frame's start are needed
  kBad,    // neither zeros nor a frame
};

struct DecodedFrame {
  FrameFault fault = FrameFault::kBad;
  Frame frame;
};

// Decodes the frame at the start of `bytes`. A frame longer than `available_max` is kBad.
DecodedFrame DecodeFrame(std::string_view bytes, std::uint64_t available_max);

}  // namespace onsale::store
