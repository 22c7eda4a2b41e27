#include "http/pages/compression.h"

#include <brotli/encode.h>
#include <zlib.h>

#include "base/assert.h"

namespace onsale::http {
namespace {

std::string Gzip(std::string_view bytes, Effort effort) {
  constexpr int kWindowBits = 15 + 16;  // the largest window; 16 asks for gzip's header
  constexpr int kMemoryLevel = 9;
  constexpr int kOftenLevel = 6;
  z_stream stream{};
  const int level = effort == Effort::kOnce ? Z_BEST_COMPRESSION : kOftenLevel;
  const int begun =
      deflateInit2(&stream, level, Z_DEFLATED, kWindowBits, kMemoryLevel, Z_DEFAULT_STRATEGY);
  ONSALE_ASSERT(begun == Z_OK);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  // zlib does not change its input, but its interface predates const.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int ended = deflate(&stream, Z_FINISH);
  ONSALE_ASSERT(ended == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// The quality of Brotli: 11 takes a second for a megabyte, 9 and 5 tenths and hundredths of that.
int QualityFor(std::size_t size, Effort effort) {
  constexpr int kOftenQuality = 5;
  constexpr int kLargeQuality = 9;
  constexpr std::size_t kLarge = std::size_t{256} * 1024;
  if (effort == Effort::kOften) return kOftenQuality;
  return size < kLarge ? BROTLI_MAX_QUALITY : kLargeQuality;
}

std::string Brotli(std::string_view bytes, Effort effort) {
  std::size_t size = BrotliEncoderMaxCompressedSize(bytes.size());
  std::string out(size, '\0');
  const BROTLI_BOOL done = BrotliEncoderCompress(
      QualityFor(bytes.size(), effort), BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, bytes.size(),
      reinterpret_cast<const std::uint8_t*>(bytes.data()), &size,
      reinterpret_cast<std::uint8_t*>(out.data()));
  ONSALE_ASSERT(done == BROTLI_TRUE);
  out.resize(size);
  return out;
}

}  // namespace

std::string_view NameOf(Coding coding) {
  constexpr std::string_view kNames[kCodings] = {"", "gzip", "br"};
  return kNames[static_cast<std::size_t>(coding)];
}

std::string Compress(std::string_view bytes, Coding coding, Effort effort) {
  switch (coding) {
    case Coding::kIdentity:
      break;
    case Coding::kGzip:
      return Gzip(bytes, effort);
    case Coding::kBrotli:
      return Brotli(bytes, effort);
  }
  return std::string(bytes);
}

}  // namespace onsale::http
