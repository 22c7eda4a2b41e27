// What one I/O thread has answered since the start, counted where it happens.
//
// Shape:    every member is written by its thread alone, with plain loads and stores of relaxed
//           atomics: counting needs no lock and no locked instruction. Whoever asks reads all
//           threads' counts and adds them up.
// Units:    waits in microseconds, in buckets that are at most a quarter wide.
// Owner:    shared by the thread and http::Statistics, because either may end first.
// Threads:  the Count functions on the I/O thread; AddTo on any.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <optional>

#include "base/time.h"

namespace onsale::http {

// Four buckets for each power of two, up to 2^35 microseconds, 9.5 hours.
inline constexpr std::size_t kWaitBuckets = 140;

constexpr std::size_t WaitBucketOf(std::uint64_t micros) {
  constexpr std::uint64_t kMax = (std::uint64_t{1} << 36) - 1;
  const std::uint64_t value = micros < kMax ? micros : kMax;
  if (value < 4) return value;
  const auto power = static_cast<std::size_t>(std::bit_width(value)) - 1;
  return (power - 1) * 4 + ((value >> (power - 2)) & 3);
}

// The least number of microseconds above a bucket.
constexpr std::uint64_t WaitAbove(std::size_t bucket) {
  if (bucket < 4) return bucket + 1;
  const std::size_t power = bucket / 4 + 1;
  return std::uint64_t{5 + bucket % 4} << (power - 2);
}

// More than there are codes of problems.
inline constexpr std::size_t kProblemsMax = 128;

struct Counts {
  std::uint64_t answers = 0;                           // all responses
  std::uint64_t refused = 0;                           // of these, with a status from 400 to 499
  std::uint64_t overloaded = 0;                        // with status 503
  std::uint64_t failed = 0;                            // with status 500
  std::array<std::uint64_t, kProblemsMax> problems{};  // responses by Response::problem
  // Responses that waited for the sale or the store, by how long that took.
  std::array<std::uint64_t, kWaitBuckets> waits{};

  // The time within which `percent` of the waits ended, in microseconds; nothing without waits.
  std::optional<std::int64_t> WaitMicros(std::uint64_t percent) const;
};

// The counts of the time between two totals.
Counts operator-(const Counts& now, const Counts& before);

class alignas(64) ThreadCounts {
 public:
  // `problem` is Response::problem.
  void CountAnswer(unsigned status, std::uint8_t problem = 0) {
    Add(answers_);
    if (status < 400) return;
    if (problem < kProblemsMax) Add(problems_[problem]);
    if (status < 500) Add(refused_);
    if (status == 500) Add(failed_);
    if (status == 503) Add(overloaded_);
  }
  void CountWait(base::Duration wait) {
    Add(waits_[WaitBucketOf(static_cast<std::uint64_t>(wait.count() > 0 ? wait.count() : 0))]);
  }
  void AddTo(Counts& counts) const;

 private:
  using Count = std::atomic<std::uint64_t>;
  static_assert(base::Duration::period::den == 1'000'000);

  static void Add(Count& count) {
    count.store(count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }

  Count answers_ = 0;
  Count refused_ = 0;
  Count overloaded_ = 0;
  Count failed_ = 0;
  std::array<Count, kProblemsMax> problems_{};
  std::array<Count, kWaitBuckets> waits_{};
};

}  // namespace onsale::http
