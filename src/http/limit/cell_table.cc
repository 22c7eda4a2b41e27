#include "http/limit/cell_table.h"

#include <bit>
#include <span>

#include "base/assert.h"

namespace onsale::http {

CellTable::CellTable(std::size_t entries) : shard_size_(entries / kShards) {
  ONSALE_ASSERT(std::has_single_bit(entries) && shard_size_ >= kBucketSize);
}

CellVerdict CellTable::Call(std::uint64_t hash, const CellRate& rate, std::int64_t now) {
  constexpr int kShardBits = std::countr_zero(kShards);
  Shard& shard = shards_[hash >> (64 - kShardBits)];
  const base::MutexLock lock(shard.mutex);
  if (shard.entries.empty()) shard.entries.resize(shard_size_);
  const std::size_t bucket = hash % (shard_size_ / kBucketSize) * kBucketSize;
  Entry* place = &shard.entries[bucket];
  for (Entry& entry : std::span(shard.entries).subspan(bucket, kBucketSize)) {
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
