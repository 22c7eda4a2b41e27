// A histogram of latencies, with buckets that grow with the value.
//
// Units:    microseconds.
// Shape:    log-linear with 7 bits of mantissa: a reported value is at most 0.8 % too high. Values
//           of 2^32 microseconds (71.6 minutes) and more count as the largest value below.
// Threads:  one.
#pragma once

#include <cstdint>
#include <vector>

namespace onsale::rehearsal {

class Histogram {
 public:
  Histogram() : counts_(kBuckets) {}

  void Add(std::int64_t us);
  void Add(const Histogram& other);
  void Clear();

  std::uint64_t count() const { return count_; }
  std::int64_t max_us() const { return max_; }
  // The value that the share `share` (0 to 1) of all values does not exceed: 0.99 gives the 99th
  // percentile. At most 0.8 % too high; 0 if there are no values.
  std::int64_t Quantile(double share) const;

 private:
  static constexpr unsigned kMantissaBits = 7;
  static constexpr unsigned kValueBits = 32;
  static constexpr std::size_t kBuckets = (kValueBits - kMantissaBits + 1) << kMantissaBits;

  static std::size_t BucketOf(std::uint64_t value);
  static std::uint64_t LargestIn(std::size_t bucket);

  std::vector<std::uint64_t> counts_;
  std::uint64_t count_ = 0;
  std::int64_t max_ = 0;
};

}  // namespace onsale::rehearsal
