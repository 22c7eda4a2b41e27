// Tests an array in chunks on both sides of a chunk's end.
#include "store/memory/chunks.h"

#include <gtest/gtest.h>

namespace onsale::store {
namespace {

constexpr std::size_t kChunkRows = 1024;

TEST(ChunksTest, RowsKeepTheirPlaceAndValueWhileTheArrayGrows) {
  Chunks<std::size_t> rows;
  std::vector<const std::size_t*> added;
  for (std::size_t index = 0; index <= 2 * kChunkRows; ++index) {
    std::size_t& row = rows.Grow(index);
    row = index;
    added.push_back(&row);
    EXPECT_EQ(rows.size(), index + 1);
  }
  for (std::size_t index = 0; index < added.size(); ++index) {
    EXPECT_EQ(&rows[index], added[index]);
    EXPECT_EQ(rows[index], index);
  }
}

TEST(ChunksTest, ChunksBelowTheFirstRowDoNotExist) {
  Chunks<int> rows;
  rows.Grow(2 * kChunkRows);
  EXPECT_FALSE(rows.Has(0));
  EXPECT_FALSE(rows.Has(2 * kChunkRows - 1));
  EXPECT_TRUE(rows.Has(2 * kChunkRows));
  EXPECT_FALSE(rows.Has(2 * kChunkRows + 1));
  rows.Grow(kChunkRows - 1);
  EXPECT_TRUE(rows.Has(kChunkRows - 1));
  EXPECT_FALSE(rows.Has(kChunkRows));
  EXPECT_EQ(rows.size(), 2 * kChunkRows + 1);
}

TEST(ChunksTest, EachRowIsMarkedOnceInABatch) {
  Chunks<int> rows;
  for (std::size_t index = 0; index <= kChunkRows; ++index) rows.Grow(index);
  for (const std::uint32_t batch : {1U, 2U}) {
    for (const std::size_t index : {std::size_t{0}, kChunkRows - 1, kChunkRows}) {
      EXPECT_TRUE(rows.Mark(index, batch)) << index;
      EXPECT_FALSE(rows.Mark(index, batch)) << index;
    }
  }
}

}  // namespace
}  // namespace onsale::store
