#include "rehearsal/measure/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace onsale::rehearsal {

// The bucket of a value. Each value below 2^7 has a bucket of its own; above, each power of two is
// divided into 2^7 buckets.
std::size_t Histogram::BucketOf(std::uint64_t value) {
  if (value < (1U << kMantissaBits)) return value;
  const auto exponent = static_cast<unsigned>(std::bit_width(value)) - kMantissaBits - 1;
  const std::uint64_t mantissa = value >> exponent;  // 2^7 to 2^8 - 1
  return (std::size_t{exponent} << kMantissaBits) + mantissa;
}

std::uint64_t Histogram::LargestIn(std::size_t bucket) {
  if (bucket < (2U << kMantissaBits)) return bucket;
  const std::size_t exponent = (bucket >> kMantissaBits) - 1;
  const std::uint64_t mantissa = bucket - (exponent << kMantissaBits);
  return ((mantissa + 1) << exponent) - 1;
}

void Histogram::Add(std::int64_t us) {
  const std::int64_t value = std::clamp<std::int64_t>(us, 0, UINT32_MAX);
  ++counts_[BucketOf(static_cast<std::uint64_t>(value))];
  ++count_;
  max_ = std::max(max_, value);
}

void Histogram::Add(const Histogram& other) {
  for (std::size_t i = 0; i < kBuckets; ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  max_ = std::max(max_, other.max_);
}

void Histogram::Clear() {
  if (count_ != 0) std::fill(counts_.begin(), counts_.end(), 0);
  count_ = 0;
  max_ = 0;
}

std::int64_t Histogram::Quantile(double share) const {
  if (count_ == 0) return 0;
  const auto wanted =
      static_cast<std::uint64_t>(std::max(1.0, std::ceil(share * static_cast<double>(count_))));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < kBuckets; ++i) {
    seen += counts_[i];
    if (seen >= wanted) return std::min(static_cast<std::int64_t>(LargestIn(i)), max_);
  }
  return max_;
}

}  // namespace onsale::rehearsal
