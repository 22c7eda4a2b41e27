// The journal, byte by byte: segment headers and frames.
//
// Units:    words little-endian; offsets in bytes; times in microseconds.
// Shape:    a segment is a header of 64 bytes, frames, and zeros up to its size. A frame is a
//           header of 40 bytes and its rows, padded with zeros to a multiple of 8. Each frame
//           carries the hash of the one before it, over segments too. Persisted: do not change; see
//           docs/formats.md.
//
//           segment                                frame
//            0  8  "ONSALEJ1"                       0  4  length of the rows, not 0
//            8  4  layout, 1                        4  4  "FRAM"
//           12  4  the segment's number             8  8  batch
//           16  8  batch of its first frame        16  8  hash of the frame before
//           24  8  hash of the frame before that   24  8  the batch's time
//           32  8  hash of bytes 0 to 31           32  8  hash of bytes 0 to 31 and of what follows
//           40 24  zeros                           40     the rows (store/row_codec.h)
// Errors:   decoders say what is wrong with the bytes, and believe no length before checking it.
// Source:   LevelDB's log format for the idea; hashes are XXH3, 64 bits, seed 0.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "base/time.h"

namespace onsale::store {

inline constexpr std::size_t kSegmentHeaderBytes = 64;
inline constexpr std::size_t kFrameHeaderBytes = 40;
inline constexpr std::size_t kFrameRowsMax = std::size_t{1} << 30;
inline constexpr std::size_t kFrameAlignment = 8;
inline constexpr std::string_view kFrameMark = "FRAM";
inline constexpr std::size_t kFrameMarkAt = 4;  // within a frame

// A place in the chain of batches: the last one, and its frame's hash. Zeros before the first.
struct ChainLink {
  std::uint64_t batch = 0;
  std::uint64_t hash = 0;
  bool operator==(const ChainLink&) const = default;
};

struct SegmentHeader {
  std::uint32_t number = 0;
  ChainLink before;  // the frame before its first one
};

std::string EncodeSegmentHeader(const SegmentHeader& header);
std::expected<SegmentHeader, std::string> DecodeSegmentHeader(std::string_view bytes);

struct FrameStart {
  ChainLink before;
  base::Time now;
};

// Bytes that a caller leaves in front of the rows, for SealFrame to fill.
inline std::string NewFrame() {
  return std::string(kFrameHeaderBytes, '\0');
}
// Turns header space and rows into a frame, and gives the link for the next.
ChainLink SealFrame(const FrameStart& start, std::string& frame);

struct Frame {
  ChainLink link;        // its batch and hash
  std::uint64_t before;  // the hash of the frame before
  base::Time now;
  std::string_view rows;  // into the bytes decoded
  std::size_t size;       // of the whole frame
};

enum class FrameFault {
  kNone,
  kEmpty,  // zeros where a frame would start
  kShort,  // more bytes are needed: `size` of them, from the frame's start
  kBad,    // no frame
};

struct DecodedFrame {
  FrameFault fault = FrameFault::kBad;
  Frame frame;
};

// What stands at the start of `bytes`, of which `available_max` could ever follow.
DecodedFrame DecodeFrame(std::string_view bytes, std::uint64_t available_max);

}  // namespace onsale::store
