// Tests the indexes of the rows in memory against simple models.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "store/memory/chunks.h"
#include "store/memory/hash_index.h"
#include "store/memory/waiting_counts.h"

namespace onsale::store {
namespace {

TEST(HashIndexTest, AgreesWithAMapUnderRandomInsertsAndErasures) {
  std::mt19937_64 random(3);
  HashIndex index;
  std::map<std::uint32_t, std::uint64_t> model;  // slot to hash
  // Hashes whose upper halves are often equal, so that entries collide.
  const auto hash_of = [](std::uint32_t slot) { return std::uint64_t{slot % 37} << 32 | slot; };
  for (int i = 0; i < 20'000; ++i) {
    const auto slot = static_cast<std::uint32_t>(random() % 500);
    if (model.erase(slot) > 0) {
      index.Erase(hash_of(slot), slot);
    } else {
      index.Insert(hash_of(slot), slot);
      model[slot] = hash_of(slot);
    }
    const auto probe = static_cast<std::uint32_t>(random() % 500);
    const auto found = index.Find(hash_of(probe), [&](std::uint32_t s) { return s == probe; });
    ASSERT_EQ(found, model.contains(probe) ? probe : HashIndex::kNone);
  }
}

// Compares what is asked about one rank with a set of the ranks that wait.
void ExpectAsIn(const std::set<std::size_t>& model, const WaitingCounts& counts,
                std::size_t probe) {
  const auto next = model.upper_bound(probe);
  ASSERT_EQ(counts.UpTo(probe), std::distance(model.begin(), next));
  ASSERT_EQ(counts.NextAfter(probe), next == model.end() ? 0 : *next);
}

TEST(WaitingCountsTest, AgreesWithASetUnderRandomChanges) {
  std::mt19937_64 random(4);
  WaitingCounts counts;
  std::set<std::size_t> model;
  std::size_t last = 0;
  for (int i = 0; i < 5'000; ++i) {
    const std::size_t rank =
        random() % 3 != 0 ? last + 1 + random() % 3 : 1 + random() % (last + 1);
    last = std::max(last, rank);
    if (model.erase(rank) > 0) {
      counts.Add(rank, -1);
    } else {
      counts.Add(rank, 1);
      model.insert(rank);
    }
    ASSERT_NO_FATAL_FAILURE(ExpectAsIn(model, counts, random() % (last + 5)));
  }
}

TEST(WaitingCountsTest, AgreesWithASetWhileTheTreeBeginsLaterAndLater) {
  std::mt19937_64 random(5);
  WaitingCounts counts;
  std::set<std::size_t> model;
  std::size_t last = 0;
  for (int i = 0; i < 5'000; ++i) {
    counts.Add(++last, 1);
    model.insert(last);
    while (model.size() > 40 || (!model.empty() && random() % 4 == 0)) {
      const auto gone = random() % 2 == 0 ? model.begin() : std::prev(model.end());
      counts.Add(*gone, -1);
      model.erase(gone);
    }
    counts.BeginAfter(model.empty() ? last : *model.begin() - 1);
    ASSERT_EQ(counts.total(), std::ssize(model));
    for (const std::size_t probe : {std::size_t{0}, random() % (last + 5), last - last / 20}) {
      ASSERT_NO_FATAL_FAILURE(ExpectAsIn(model, counts, probe));
    }
  }
  // Somebody waits, so the tree does not begin after them; and it takes a rank before its begin.
  counts.Add(last + 1, 1);
  const std::int64_t total = counts.total();
  counts.BeginAfter(last + 1);
  EXPECT_EQ(counts.total(), total);
  counts.Add(1, 1);
  EXPECT_EQ(counts.NextAfter(0), 1U);
  EXPECT_EQ(counts.total(), total + 1);
}

// --- An array in chunks, on both sides of a chunk's end ---

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

TEST(ChunksTest, ChunksAtTheFrontAreFreedAndTheOthersKeepTheirIndexes) {
  Chunks<std::size_t> rows;
  rows.BeginAt(3 * kChunkRows + 5);
  std::size_t below = 0;
  for (std::size_t index = 3 * kChunkRows + 5; index < 12 * kChunkRows; ++index) {
    rows.Grow(index) = index;
    if (index % 700 != 0) continue;
    below = index - 650;
    rows.FreeBelow(below);
    EXPECT_FALSE(rows.Has(below / kChunkRows * kChunkRows - 1));
    for (std::size_t kept = std::max(below, 3 * kChunkRows + 5); kept <= index; ++kept) {
      ASSERT_TRUE(rows.Has(kept));
      ASSERT_EQ(rows[kept], kept);
    }
  }
  rows.FreeBelow(12 * kChunkRows);
  EXPECT_FALSE(rows.Has(12 * kChunkRows - 1));
  EXPECT_EQ(rows.Grow(12 * kChunkRows), 0U);
  EXPECT_TRUE(rows.Mark(12 * kChunkRows, 1));
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
