#include "http/pages/compression.h"

#include <brotli/decode.h>
#include <gtest/gtest.h>
#include <zlib.h>

namespace onsale::http {
namespace {

// The bytes of a compressed text; `damaged` if it is not valid.
std::string Unpacked(const std::string& packed, Coding coding, std::size_t size_max) {
  std::string out(size_max, '\0');
  if (coding == Coding::kBrotli) {
    std::size_t size = out.size();
    const auto done =
        BrotliDecoderDecompress(packed.size(), reinterpret_cast<const std::uint8_t*>(packed.data()),
                                &size, reinterpret_cast<std::uint8_t*>(out.data()));
    if (done != BROTLI_DECODER_RESULT_SUCCESS) return "damaged";
    out.resize(size);
    return out;
  }
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int done = inflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return done == Z_STREAM_END ? out : "damaged";
}

TEST(CompressionTest, EveryTextIsDecompressedAndEqualTextsBecomeEqualBytes) {
  std::string mixed;
  for (unsigned i = 0; i < 300'000; ++i) mixed.push_back(static_cast<char>(i * i % 251));
  for (const std::string& text :
       {std::string(), std::string("a"), std::string(5'000, 'b'), mixed}) {
    for (const Coding coding : {Coding::kGzip, Coding::kBrotli}) {
      for (const Effort effort : {Effort::kOnce, Effort::kOften}) {
        const std::string packed = Compress(text, coding, effort);
        EXPECT_TRUE(Unpacked(packed, coding, text.size() + 1) == text) << text.size();
        EXPECT_EQ(Compress(text, coding, effort), packed);
      }
    }
    EXPECT_EQ(Compress(text, Coding::kIdentity, Effort::kOnce), text);
  }
}

}  // namespace
}  // namespace onsale::http
