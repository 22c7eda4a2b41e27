#include "rehearsal/wire/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <climits>

namespace onsale::rehearsal {
namespace {

constexpr int kGzipOnly = 16 + MAX_WBITS;  // zlib's number for gzip with the largest window
constexpr std::size_t kFirstRoom = 16 << 10;

}  // namespace

std::optional<std::string> Gunzip(std::string_view bytes, std::size_t bytes_max) {
  if (bytes.size() > UINT_MAX) return std::nullopt;
  z_stream stream{};
  if (::inflateInit2(&stream, kGzipOnly) != Z_OK) return std::nullopt;
  // zlib does not change its input, but takes it without const.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string plain;
  int state = Z_OK;
  while (state == Z_OK && plain.size() < bytes_max) {
    const std::size_t before = plain.size();
    plain.resize(std::min(std::max(kFirstRoom, before * 2), bytes_max));
    const std::size_t room = std::min<std::size_t>(plain.size() - before, UINT_MAX);
    stream.next_out = reinterpret_cast<Bytef*>(plain.data() + before);
    stream.avail_out = static_cast<uInt>(room);
    state = ::inflate(&stream, Z_NO_FLUSH);
    plain.resize(before + room - stream.avail_out);
  }
  const bool whole = state == Z_STREAM_END && stream.avail_in == 0;
  ::inflateEnd(&stream);
  return whole ? std::optional(std::move(plain)) : std::nullopt;
}

}  // namespace onsale::rehearsal
