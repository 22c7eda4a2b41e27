// Finds the end of a chunked body and joins its chunks. Refuses every form that two parsers could
// read differently.
//
// Shape:    chunks of one byte or more, then the chunk of size 0 and an empty line. A size line is
//           1 to 8 hexadecimal digits, optionally `;` and an extension of visible ASCII, spaces and
//           tabs, which is ignored; with CR LF it has at most kLineMax bytes. No trailers.
// Threads:  one at a time.
// Errors:   RefusedBytes. Refused as malformed: a sign, a space or `0x` in a size; a line or chunk
//           that ends without CR LF, or has another control character; a chunk that is longer
//           than its size; a trailer. Refused as too large: more data or more framing than the
//           bounds allow.
// Source:   RFC 9112, section 7.1.
#pragma once

#include <cstddef>
#include <expected>
#include <span>
#include <string_view>

#include "http/connection/parse_refusal.h"

namespace onsale::http {

// In bytes, for all chunks together: their data, and everything else.
struct ChunkBounds {
  std::size_t data_max = 0;
  std::size_t framing_max = 0;
};

class ChunkedBody {
 public:
  static constexpr std::size_t kLineMax = 128;

  // Continues to read. `received` are all bytes after the head. Returns whether the body is
  // complete. Requires: since the last call, bytes were only appended (they may have moved).
  std::expected<bool, RefusedBytes> Read(std::string_view received, const ChunkBounds& bounds);

  // The size of what is read of the body, with framing, to the end of the last chunk whose size is
  // known. If the body is complete: its whole size.
  std::size_t size() const { return size_; }

  // Moves the data of all chunks to the front of `received`, and returns it. Overwrites only bytes
  // of the body. Requires: the last Read of these bytes returned true; called once.
  std::string_view Join(std::span<char> received) const;

 private:
  std::size_t size_ = 0;
  std::size_t data_ = 0;  // the sizes of all chunks
  bool last_ = false;     // whether the last chunk's size line is read
};

}  // namespace onsale::http
