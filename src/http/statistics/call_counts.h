// What one I/O thread has answered to one call, counted where it happens.
//
// Shape:    as ThreadCounts: one writer, plain loads and stores of relaxed atomics.
// Units:    waits in microseconds.
// Threads:  the Count functions on the I/O thread; AddTo on any.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <vector>

#include "base/histogram.h"

namespace onsale::http {

// More than there are codes of problems.
inline constexpr std::size_t kProblemsMax = 128;

// The statuses that the server answers with. Any other one counts as the last, which no HTTP
// response has.
inline constexpr std::array<unsigned, 30> kStatuses{
    200, 201, 202, 204, 206, 301, 302, 303, 304, 307, 308, 400, 401, 402, 403,
    404, 405, 406, 408, 409, 413, 414, 415, 421, 422, 429, 431, 500, 503, 505};
inline constexpr std::size_t kStatusSlots = kStatuses.size() + 1;

constexpr std::array<std::uint8_t, 600> MakeStatusSlots() {
  std::array<std::uint8_t, 600> slots{};
  slots.fill(static_cast<std::uint8_t>(kStatuses.size()));
  for (std::size_t i = 0; i < kStatuses.size(); ++i) {
    slots[kStatuses[i]] = static_cast<std::uint8_t>(i);
  }
  return slots;
}
inline constexpr std::array<std::uint8_t, 600> kStatusSlotOf = MakeStatusSlots();

struct CallTotals {
  std::array<std::uint64_t, kStatusSlots> statuses{};
  std::array<std::uint64_t, kProblemsMax> problems{};  // by Response::problem
  base::HistogramCounts waits;  // of answers that waited for the sale or the store
};

class CallCounts {
 public:
  void CountAnswer(unsigned status, std::uint8_t problem) {
    Add(statuses_[status < kStatusSlotOf.size() ? kStatusSlotOf[status] : kStatuses.size()]);
    if (problem != 0 && problem < kProblemsMax) Add(problems_[problem]);
  }
  void CountWait(base::Duration wait) { waits_.CountAlone(wait); }

  void AddTo(CallTotals& totals) const {
    for (std::size_t i = 0; i < kStatusSlots; ++i) {
      totals.statuses[i] += statuses_[i].load(std::memory_order_relaxed);
    }
    for (std::size_t i = 0; i < kProblemsMax; ++i) {
      totals.problems[i] += problems_[i].load(std::memory_order_relaxed);
    }
    waits_.AddTo(totals.waits);
  }

 private:
  using Number = std::atomic<std::uint64_t>;

  static void Add(Number& number) {
    number.store(number.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }

  std::array<Number, kStatusSlots> statuses_{};
  std::array<Number, kProblemsMax> problems_{};
  base::TimeHistogram waits_;
};

}  // namespace onsale::http
