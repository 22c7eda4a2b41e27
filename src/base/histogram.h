// Counts values in fixed buckets, to be read while others count.
//
// Shape:    a value is in the first bucket whose bound is not below it; the last bucket has no
//           bound. A reader may see a value's bucket before its sum.
// Units:    those of the bounds: microseconds, commands.
// Threads:  CountAlone from one thread at a time, with plain loads and stores of relaxed atomics;
//           Count from any, with locked instructions. A histogram uses only one of the two.
//           Read from any thread.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "base/time.h"

namespace onsale::base {

// The bounds of times, from 100 microseconds to 10 seconds.
inline constexpr std::array<std::uint64_t, 15> kTimeBounds{
    100,    250,     500,     1'000,   2'500,     5'000,     10'000,    25'000,
    50'000, 100'000, 250'000, 500'000, 1'000'000, 2'500'000, 10'000'000};
inline constexpr std::array<std::uint64_t, 13> kBatchBounds{0,  1,   2,   4,   8,     16,   32,
                                                            64, 128, 256, 512, 1'024, 4'096};

// What a histogram had counted at some moment. `counts` is by bucket, not cumulative, and has one
// more entry than `bounds`.
struct HistogramCounts {
  std::span<const std::uint64_t> bounds;
  std::vector<std::uint64_t> counts;
  std::uint64_t sum = 0;
};

template <const auto& Bounds>
class Histogram {
 public:
  static constexpr std::size_t kBuckets = Bounds.size() + 1;

  void CountAlone(std::uint64_t value) {
    AddAlone(counts_[BucketOf(value)], 1);
    AddAlone(sum_, value);
  }
  void CountAlone(Duration time) { CountAlone(Micros(time)); }
  void Count(std::uint64_t value) {
    counts_[BucketOf(value)].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(value, std::memory_order_relaxed);
  }
  void Count(Duration time) { Count(Micros(time)); }

  void AddTo(HistogramCounts& counts) const {
    counts.bounds = Bounds;
    counts.counts.resize(kBuckets);
    for (std::size_t i = 0; i < kBuckets; ++i) {
      counts.counts[i] += counts_[i].load(std::memory_order_relaxed);
    }
    counts.sum += sum_.load(std::memory_order_relaxed);
  }
  HistogramCounts Read() const {
    HistogramCounts counts;
    AddTo(counts);
    return counts;
  }

 private:
  using Number = std::atomic<std::uint64_t>;

  static std::uint64_t Micros(Duration time) {
    static_assert(Duration::period::den == 1'000'000);
    return time.count() > 0 ? static_cast<std::uint64_t>(time.count()) : 0;
  }
  static std::size_t BucketOf(std::uint64_t value) {
    return static_cast<std::size_t>(std::ranges::lower_bound(Bounds, value) - Bounds.begin());
  }
  static void AddAlone(Number& number, std::uint64_t value) {
    number.store(number.load(std::memory_order_relaxed) + value, std::memory_order_relaxed);
  }

  std::array<Number, kBuckets> counts_{};
  Number sum_ = 0;
};

using TimeHistogram = Histogram<kTimeBounds>;
using BatchHistogram = Histogram<kBatchBounds>;

}  // namespace onsale::base
