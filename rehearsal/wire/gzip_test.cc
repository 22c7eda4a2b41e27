#include "rehearsal/wire/gzip.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace onsale::rehearsal {
namespace {

std::string Gzip(std::string_view bytes) {
  z_stream stream{};
  EXPECT_EQ(::deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string packed(::deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(::deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(packed.size() - stream.avail_out);
  ::deflateEnd(&stream);
  return packed;
}

TEST(GunzipTest, BytesOfEverySizeAreDecompressed) {
  for (const std::size_t size : {0, 1, 1000, 16 << 10, (16 << 10) + 1, 1 << 20}) {
    std::string bytes(size, 'x');
    for (std::size_t i = 0; i < size; i += 7) bytes[i] = static_cast<char>(i);
    EXPECT_EQ(Gunzip(Gzip(bytes), (1 << 20) + 1), bytes) << size;
  }
}

TEST(GunzipTest, ATruncatedTextIsRefusedAtEveryByte) {
  const std::string packed = Gzip("a seat, a seat, and another seat");
  for (std::size_t size = 0; size < packed.size(); ++size) {
    EXPECT_FALSE(Gunzip(std::string_view(packed).substr(0, size), 1000)) << size;
  }
}

TEST(GunzipTest, BytesBehindTheEndAreRefused) {
  EXPECT_FALSE(Gunzip(Gzip("seat") + "x", 1000));
}

TEST(GunzipTest, OtherBytesAreRefused) {
  EXPECT_FALSE(Gunzip("{\"seats\":[]}", 1000));
}

TEST(GunzipTest, FewBytesThatBecomeTooManyAreRefused) {
  const std::string packed = Gzip(std::string(10 << 20, 'x'));
  ASSERT_LT(packed.size(), 20'000U);
  EXPECT_FALSE(Gunzip(packed, 1 << 20));
}

}  // namespace
}  // namespace onsale::rehearsal
