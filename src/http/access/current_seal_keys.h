// The token keys in use. An operator's call replaces them while threads seal and open tokens.
//
// Shape:    a thread makes a TokenSeal of its own from the keys, and compares version() to find
//           newer ones, so it locks only after a change. A replaced key is in memory until the last
//           thread has seen that.
// Threads:  any, concurrently.
#pragma once

#include <atomic>

#include "base/mutex.h"
#include "http/access/token_seal.h"

namespace onsale::http {

class CurrentSealKeys {
 public:
  explicit CurrentSealKeys(const SealKeys& keys) : keys_(keys) {}

  SealKeys Get() const {
    const base::MutexLock lock(mutex_);
    return keys_;
  }
  void Replace(const SealKeys& keys) {
    const base::MutexLock lock(mutex_);
    keys_ = keys;
    version_.fetch_add(1, std::memory_order_release);
  }
  // A number that changes with each Replace; never 0.
  std::uint64_t version() const { return version_.load(std::memory_order_acquire); }

 private:
  mutable base::Mutex mutex_;
  SealKeys keys_ ONSALE_GUARDED_BY(mutex_);
  std::atomic<std::uint64_t> version_ = 1;
};

}  // namespace onsale::http
