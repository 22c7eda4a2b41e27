#include "http/pages/gzip.h"

#include <zlib.h>

#include "base/assert.h"

namespace onsale::http {

std::string Gzip(std::string_view bytes) {
  constexpr int kWindowBits = 15 + 16;  // the largest window; 16 asks for gzip's header
  constexpr int kMemoryLevel = 9;
  z_stream stream{};
  const int begun = deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kWindowBits, kMemoryLevel,
                                 Z_DEFAULT_STRATEGY);
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

}  // namespace onsale::http
