// Tests the received bytes of a connection, with requests smaller and larger than a block.
#include "http/connection/read_buffer.h"

#include <gtest/gtest.h>

#include <string>

namespace onsale::http {
namespace {

constexpr std::size_t kBlock = BlockPool::kBlockSize;

std::string Numbered(std::size_t size) {
  std::string text;
  for (std::size_t i = 0; text.size() < size; ++i) text += std::to_string(i) + ' ';
  text.resize(size);
  return text;
}

// Receives `text` in pieces of at most `piece` bytes, as one request.
void Receive(ReadBuffer& buffer, std::string_view text, std::size_t piece) {
  const std::size_t total = buffer.bytes().size() + text.size();
  while (!text.empty()) {
    const std::span<char> room = buffer.Room(total);
    ASSERT_FALSE(room.empty());
    const std::string_view now = text.substr(0, std::min(piece, room.size()));
    std::ranges::copy(now, room.begin());
    buffer.Fill(now.size());
    text.remove_prefix(now.size());
  }
}

TEST(ReadBufferTest, ARequestOfAnySizeArrivesCompletely) {
  BlockPool pool;
  for (const std::size_t size : {kBlock - 1, kBlock, kBlock + 1, 2 * kBlock, 2 * kBlock + 1}) {
    for (const std::size_t piece : {std::size_t{100}, kBlock, 3 * kBlock}) {
      ReadBuffer buffer(pool);
      Receive(buffer, Numbered(size), piece);
      EXPECT_EQ(buffer.bytes(), Numbered(size)) << size << ' ' << piece;
    }
  }
}

TEST(ReadBufferTest, BytesBehindAConsumedRequestStay) {
  BlockPool pool;
  for (const std::size_t rest : {std::size_t{0}, std::size_t{1}, kBlock / 2, kBlock - 1}) {
    for (const std::size_t size : {kBlock - rest, kBlock - rest + 1, 2 * kBlock}) {
      ReadBuffer buffer(pool);
      Receive(buffer, Numbered(kBlock), kBlock);
      buffer.Use(kBlock - rest);
      Receive(buffer, Numbered(size), kBlock);
      EXPECT_EQ(buffer.bytes(), Numbered(kBlock).substr(kBlock - rest) + Numbered(size))
          << rest << ' ' << size;
    }
  }
}

TEST(ReadBufferTest, OnlyBlocksOfTheUsualSizeReturnToThePool) {
  BlockPool pool;
  const char* usual = nullptr;
  {
    ReadBuffer small(pool);
    usual = small.Room(kBlock).data();
    ReadBuffer large(pool);
    large.Room(kBlock + 1);
  }
  ReadBuffer first(pool);
  EXPECT_EQ(first.Room(kBlock).data(), usual);
  EXPECT_EQ(first.Room(1).size(), kBlock);
}

}  // namespace
}  // namespace onsale::http
