#include "http/limit/cell_table.h"

#include <bit>

#include "base/assert.h"

namespace onsale::http {

CellTable::CellTable(std::size_t entries) : shard_size_(entries / kShards / kBucketSize) {
  ONSALE_ASSERT(std::has_single_bit(entries) && shard_size_ >= 1);
}

CellVerdict CellTable::Call(std::uint64_t hash, const CellRate& rate, std::int64_t now) {
  constexpr int kShardBits = std::countr_zero(kShards);
  Shard& shard = shards_[hash >> (64 - kShardBits)];
  const base::MutexLock lock(shard.mutex);
  if (shard.buckets.empty()) shard.buckets.resize(shard_size_);
  Bucket& bucket = shard.buckets[hash % shard_size_];
  Entry* place = &bucket.entries.front();
  for (Entry& entry : bucket.entries) {
    if (entry.hash == hash) {
      place = &entry;
      break;
    }
    if (entry.tat < place->tat) place = &entry;
  }
  const CellVerdict verdict = Decide(rate, place->tat, now);
  if (verdict.conforms) *place = {.hash = hash, .tat = verdict.tat};
  return verdict;
}

}  // namespace onsale::http
