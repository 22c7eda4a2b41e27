// A value that one thread replaces while others use it, such as keys that a reload reads again.
//
// Shape:    a thread keeps the copy that it got, and compares version() to find a newer one, so it
//           locks only after a change. A replaced value is in memory until the last thread has seen
//           that.
// Threads:  any, concurrently.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

#include "base/mutex.h"

namespace onsale::http {

template <class Value>
class CurrentValue {
 public:
  explicit CurrentValue(Value value) : value_(std::move(value)) {}

  Value Get() const {
    const base::MutexLock lock(mutex_);
    return value_;
  }
  // The value before is destroyed by the caller's thread, without the lock.
  void Replace(Value value) {
    const base::MutexLock lock(mutex_);
    std::swap(value_, value);
    version_.fetch_add(1, std::memory_order_release);
  }
  // A number that changes with each Replace; never 0.
  std::uint64_t version() const { return version_.load(std::memory_order_acquire); }

 private:
  mutable base::Mutex mutex_;
  Value value_ ONSALE_GUARDED_BY(mutex_);
  std::atomic<std::uint64_t> version_ = 1;
};

}  // namespace onsale::http
