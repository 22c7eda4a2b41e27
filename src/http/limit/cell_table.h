// The theoretical arrival times of a million callers in fixed memory.
//
// Shape:    2^20 entries of 16 bytes: 8 of a keyed hash of the caller, 8 of its TAT (cell_rate.h).
//           An entry can be in one of the eight places of its bucket, two cache lines. An idle
//           entry says nothing that its absence would not say, so a new caller takes the place of
//           the entry that has been idle longest.
//           If all eight are live, it takes the place and the TAT of the entry nearest to idle. So
//           a bucket never allows more than eight callers may, and all of them together never more
//           than 2^20 callers: that is the most an attacker gains by any number of keys. A caller
//           is limited by others only while all eight entries of its bucket are at their limits.
//           An attacker does not know which keys share a bucket, and keeps an entry live for one
//           interval with each call: 100,000 calls a second keep 100,000 entries live at one call a
//           second each, and then 1 bucket in a million has eight of them.
// Memory:   16 MiB with the default size, and 256 mutexes. A shard's memory is touched at its first
//           call.
// Threads:  any. A shard, the buckets with the same highest bits, has a mutex that is held for one
//           look-up: four threads that do nothing else meet in 1 look-up of 100.
// Requires: the hashes are keyed with a key that no client knows (base/keyed_hash.h).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/mutex.h"
#include "http/limit/cell_rate.h"

namespace onsale::http {

class CellTable {
 public:
  static constexpr std::size_t kEntries = std::size_t{1} << 20;
  static constexpr std::size_t kBucketSize = 8;
  static constexpr std::size_t kShards = 256;

  // Requires: `entries` is a power of two, at least kShards * kBucketSize.
  explicit CellTable(std::size_t entries = kEntries);

  // Decides a call of the caller with this hash, and remembers it if it conforms.
  CellVerdict Call(std::uint64_t hash, const CellRate& rate, std::int64_t now);

 private:
  struct Entry {
    std::uint64_t hash = 0;
    std::int64_t tat = 0;
  };
  // Two cache lines that are fetched together.
  struct alignas(128) Bucket {
    std::array<Entry, kBucketSize> entries;
  };
  static_assert(sizeof(Bucket) == kBucketSize * sizeof(Entry));

  struct alignas(64) Shard {
    base::Mutex mutex;
    std::vector<Bucket> buckets ONSALE_GUARDED_BY(mutex);  // empty before the first call
  };

  const std::size_t shard_size_;  // buckets of a shard
  std::array<Shard, kShards> shards_;
};

}  // namespace onsale::http
