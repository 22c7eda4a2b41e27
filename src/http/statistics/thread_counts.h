// What one I/O thread has answered since the start, counted where it happens.
//
// Shape:    every member is written by its thread alone, with plain loads and stores of relaxed
//           atomics: counting needs no lock and no locked instruction. Whoever asks reads all
//           threads' counts and adds them up.
//           A thread that knows the calls of its server counts each of them, too.
// Units:    waits in microseconds, in buckets that are at most a quarter wide. 1.4 KB for each
//           call.
// Owner:    shared by the thread and http::Statistics, because either may end first.
// Threads:  the Count functions on the I/O thread; AddTo on any.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "http/statistics/call_counts.h"

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

// A request that is for no call: malformed, or to an unknown path.
inline constexpr std::size_t kNoCall = std::numeric_limits<std::size_t>::max();

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

// Whose the counts of a thread are.
struct CountedServer {
  std::string_view listener = {};            // static storage: `buyers` or `operators`
  std::vector<std::string_view> calls = {};  // their names, by number; static storage
};

class alignas(64) ThreadCounts {
 public:
  ThreadCounts() : ThreadCounts(CountedServer()) {}
  explicit ThreadCounts(CountedServer server)
      : server_(std::move(server)), calls_(server_.calls.size() + 1) {}

  const CountedServer& server() const { return server_; }
  // `problem` is Response::problem, `call` the call's number or kNoCall.
  void CountAnswer(unsigned status, std::uint8_t problem = 0, std::size_t call = kNoCall) {
    CountsOf(call).CountAnswer(status, problem);
    Add(answers_);
    if (status < 400) return;
    if (problem < kProblemsMax) Add(problems_[problem]);
    if (status < 500) Add(refused_);
    if (status == 500) Add(failed_);
    if (status == 503) Add(overloaded_);
  }
  void CountWait(base::Duration wait, std::size_t call = kNoCall) {
    Add(waits_[WaitBucketOf(static_cast<std::uint64_t>(wait.count() > 0 ? wait.count() : 0))]);
    CountsOf(call).CountWait(wait);
  }
  // What the thread has open now.
  void SetConnections(std::size_t open) { connections_.store(open, std::memory_order_relaxed); }
  void StreamOpened() { Add(streams_); }
  void StreamEnded() {
    streams_.store(streams_.load(std::memory_order_relaxed) - 1, std::memory_order_relaxed);
  }

  void AddTo(Counts& counts) const;
  // Of the call with this number; the last number is that of no call.
  void AddTo(CallTotals& totals, std::size_t call) const { calls_[call].AddTo(totals); }
  std::uint64_t connections() const { return connections_.load(std::memory_order_relaxed); }
  std::uint64_t streams() const { return streams_.load(std::memory_order_relaxed); }

 private:
  using Count = std::atomic<std::uint64_t>;
  static_assert(base::Duration::period::den == 1'000'000);

  static void Add(Count& count) {
    count.store(count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }
  CallCounts& CountsOf(std::size_t call) { return calls_[std::min(call, server_.calls.size())]; }

  const CountedServer server_;
  std::vector<CallCounts> calls_;  // by number; the last is of no call

  Count answers_ = 0;
  Count refused_ = 0;
  Count overloaded_ = 0;
  Count failed_ = 0;
  std::array<Count, kProblemsMax> problems_{};
  std::array<Count, kWaitBuckets> waits_{};
  Count connections_ = 0;
  Count streams_ = 0;
};

}  // namespace onsale::http
