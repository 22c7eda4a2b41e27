#include "base/wire.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <string>

namespace onsale::base {
namespace {

constexpr std::uint64_t kU64Max = std::numeric_limits<std::uint64_t>::max();

std::string UnsignedBytes(std::uint64_t value) {
  std::string out;
  WireWriter(out).Unsigned(value);
  return out;
}

TEST(WireTest, SmallNumbersTakeOneByte) {
  EXPECT_EQ(UnsignedBytes(127), "\x7F");
}

TEST(WireTest, TheLayoutOfAVarintIsLeb128) {
  EXPECT_EQ(UnsignedBytes(300), "\xAC\x02");
}

TEST(WireTest, TheLargestNumberTakesTenBytes) {
  EXPECT_EQ(UnsignedBytes(kU64Max).size(), 10U);
}

TEST(WireTest, FixedWordsAreLittleEndian) {
  std::string out;
  WireWriter(out).Fixed32(0x01020304);
  EXPECT_EQ(out, "\x04\x03\x02\x01");
}

TEST(WireTest, UnsignedNumbersAreReadBack) {
  for (unsigned bit = 0; bit < 64; ++bit) {
    for (const std::uint64_t value : {(std::uint64_t{1} << bit) - 1, std::uint64_t{1} << bit}) {
      const std::string bytes = UnsignedBytes(value);
      WireReader reader(bytes);
      EXPECT_EQ(reader.Unsigned(), value);
      EXPECT_TRUE(reader.ok() && reader.AtEnd());
    }
  }
}

TEST(WireTest, SignedNumbersAreReadBack) {
  for (const std::int64_t value : std::initializer_list<std::int64_t>{
           0, -1, 1, -64, 64, std::numeric_limits<std::int64_t>::min(),
           std::numeric_limits<std::int64_t>::max()}) {
    std::string bytes;
    WireWriter(bytes).Signed(value);
    WireReader reader(bytes);
    EXPECT_EQ(reader.Signed(), value);
    EXPECT_TRUE(reader.ok() && reader.AtEnd());
  }
}

TEST(WireTest, SmallNumbersOfEitherSignAreShort) {
  std::string bytes;
  WireWriter(bytes).Signed(-1);
  EXPECT_EQ(bytes, "\x01");
}

TEST(WireTest, AMixedRecordIsReadBackInOrder) {
  std::string bytes;
  WireWriter writer(bytes);
  writer.Byte(0xFF);
  writer.String(std::string_view("a\0b", 3));
  writer.Fixed64(kU64Max - 1);
  writer.Fixed32(7);
  writer.String("");
  writer.Bytes("tail");

  WireReader reader(bytes);
  EXPECT_EQ(reader.Byte(), 0xFF);
  EXPECT_EQ(reader.String(), std::string_view("a\0b", 3));
  EXPECT_EQ(reader.Fixed64(), kU64Max - 1);
  EXPECT_EQ(reader.Fixed32(), 7U);
  EXPECT_EQ(reader.String(), "");
  EXPECT_EQ(reader.remaining(), 4U);
  EXPECT_EQ(reader.Bytes(4), "tail");
  EXPECT_TRUE(reader.ok() && reader.AtEnd());
}

TEST(HostileWireTest, NothingCanBeReadFromNothing) {
  WireReader reader("");
  EXPECT_EQ(reader.Byte(), 0);
  EXPECT_FALSE(reader.ok());
}

TEST(HostileWireTest, ATruncatedVarintIsRefused) {
  for (std::size_t length = 0; length < 10; ++length) {
    const std::string torn = UnsignedBytes(kU64Max).substr(0, length);
    WireReader reader(torn);
    EXPECT_EQ(reader.Unsigned(), 0U);
    EXPECT_FALSE(reader.ok());
  }
}

TEST(HostileWireTest, ANumberAboveSixtyFourBitsIsRefused) {
  WireReader reader("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02");
  EXPECT_EQ(reader.Unsigned(), 0U);
  EXPECT_FALSE(reader.ok());
}

TEST(HostileWireTest, AVarintThatDoesNotEndIsRefused) {
  const std::string endless(100, '\x80');
  WireReader reader(endless);
  reader.Unsigned();
  EXPECT_FALSE(reader.ok());
}

TEST(HostileWireTest, ALengthBeyondTheEndIsRefused) {
  for (const std::uint64_t length : {std::uint64_t{4}, std::uint64_t{1} << 32, kU64Max}) {
    const std::string bytes = UnsignedBytes(length) + "abc";
    WireReader reader(bytes);
    EXPECT_EQ(reader.String(), "");
    EXPECT_FALSE(reader.ok());
  }
}

TEST(HostileWireTest, TruncatedFixedWordsAreRefused) {
  WireReader three("abc");
  EXPECT_EQ(three.Fixed32(), 0U);
  EXPECT_FALSE(three.ok());
  WireReader seven("abcdefg");
  EXPECT_EQ(seven.Fixed64(), 0U);
  EXPECT_FALSE(seven.ok());
}

TEST(HostileWireTest, AfterBadInputEveryReadFails) {
  WireReader reader("abc");
  reader.Fixed64();
  EXPECT_EQ(reader.Byte(), 0);
  EXPECT_EQ(reader.remaining(), 0U);
  EXPECT_FALSE(reader.ok());
}

// Reads random bytes as values; the sanitizers detect a read past the end.
TEST(HostileWireTest, RandomBytesAreReadOrRefused) {
  std::mt19937 random(20'261'120);
  for (int round = 0; round < 5'000; ++round) {
    std::string bytes(random() % 40, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    WireReader reader(bytes);
    while (reader.ok() && !reader.AtEnd()) {
      switch (random() % 5) {
        case 0:
          reader.Unsigned();
          break;
        case 1:
          reader.Signed();
          break;
        case 2:
          reader.String();
          break;
        case 3:
          reader.Fixed32();
          break;
        default:
          reader.Byte();
          break;
      }
    }
    EXPECT_LE(reader.remaining(), bytes.size());
  }
}

}  // namespace
}  // namespace onsale::base
