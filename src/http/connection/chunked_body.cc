#include "http/connection/chunked_body.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "base/ascii.h"
#include "base/assert.h"
#include "http/request.h"

namespace onsale::http {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
// 8 digits are more than any limit needs, and some servers pad a size with zeros to 8.
constexpr std::size_t kSizeDigitsMax = 8;

constexpr std::string_view kNoLineEnd =
    "A chunk or a line of the chunked body does not end with CR LF.";

bool IsExtensionCharacter(char c) {
  return c == '\t' || (c >= ' ' && c < '\x7f');
}

// Reads the size in a size line, which is passed without its LF; or says what is wrong with it.
std::expected<std::size_t, std::string_view> ReadSize(std::string_view line) {
  if (!line.ends_with('\r')) {
    return std::unexpected(kNoLineEnd);
  }
  line.remove_suffix(1);
  const std::string_view digits = line.substr(0, line.find(';'));
  if (!std::ranges::all_of(line.substr(digits.size()), IsExtensionCharacter)) {
    return std::unexpected("A chunk extension has a character that is not allowed.");
  }
  std::uint64_t size = 0;
  for (const char c : digits) {
    if (base::HexValue(c) < 0 || digits.size() > kSizeDigitsMax) {
      return std::unexpected("A chunk's size is not 1 to 8 hexadecimal digits.");
    }
    size = size * 16 + static_cast<std::uint64_t>(base::HexValue(c));
  }
  if (digits.empty()) return std::unexpected("A chunk has no size.");
  return static_cast<std::size_t>(size);
}

// What is wrong with the bytes behind a chunk, which are not CR LF and begin with `first`.
std::string_view ReasonOfEnd(char first, bool is_last) {
  if (first == '\r' || first == '\n') return kNoLineEnd;
  return is_last ? "The chunked body has trailers, which the server does not accept."
                 : "A chunk is longer than its size.";
}

std::unexpected<RefusedBytes> BadChunk(std::string_view reason) {
  return std::unexpected(RefusedBytes{ParseRefusal::kMalformed, reason});
}

std::unexpected<RefusedBytes> TooManyBytes(std::string_view reason) {
  return std::unexpected(RefusedBytes{ParseRefusal::kPayloadTooLarge, reason});
}

}  // namespace

std::expected<bool, RefusedBytes> ChunkedBody::Read(std::string_view received,
                                                    const ChunkBounds& bounds) {
  for (;;) {
    if (size_ > 0) {
      // Each chunk, the last one too, ends with CR LF, of which perhaps one byte has arrived.
      if (received.size() + kLineEnd.size() <= size_) return false;
      const std::string_view end = received.substr(size_ - kLineEnd.size(), kLineEnd.size());
      if (!kLineEnd.starts_with(end)) return BadChunk(ReasonOfEnd(end.front(), last_));
      if (end.size() < kLineEnd.size()) return false;
      if (last_) return true;
    }
    const std::string_view line = received.substr(size_, kLineMax);
    const std::size_t feed = line.find('\n');
    if (feed == std::string_view::npos) {
      if (line.size() == kLineMax) return BadChunk("A chunk's size line is longer than 128 bytes.");
      return false;
    }
    const auto chunk = ReadSize(line.substr(0, feed));
    if (!chunk) return BadChunk(chunk.error());
    last_ = *chunk == 0;
    data_ += *chunk;
    size_ += feed + 1 + *chunk + kLineEnd.size();
    if (data_ > bounds.data_max) return TooManyBytes(kBodyTooLarge);
    if (size_ - data_ > bounds.framing_max) {
      return TooManyBytes(
          "The size lines of the chunked body take more than 2 KiB: send larger chunks.");
    }
  }
}

std::string_view ChunkedBody::Join(std::span<char> received) const {
  char* out = received.data();
  std::string_view rest(received.data(), size_);
  for (;;) {
    const std::size_t feed = rest.find('\n');
    const auto chunk = ReadSize(rest.substr(0, feed));
    ONSALE_ASSERT(chunk.has_value());
    if (*chunk == 0) break;
    std::memmove(out, rest.data() + feed + 1, *chunk);
    out += *chunk;
    rest.remove_prefix(feed + 1 + *chunk + kLineEnd.size());
  }
  return {received.data(), out};
}

}  // namespace onsale::http
