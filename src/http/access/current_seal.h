// The token seal in use. An operator's call replaces it while threads seal and open tokens.
//
// Shape:    a thread caches the seal and compares version() to find a newer one, so it locks only
//           after a change. A replaced seal lives until the last thread releases it.
// Threads:  any, concurrently.
#pragma once

#include <atomic>
#include <memory>

#include "base/mutex.h"
#include "http/access/token_seal.h"

namespace onsale::http {

class CurrentSeal {
 public:
  explicit CurrentSeal(std::shared_ptr<const TokenSeal> seal) : seal_(std::move(seal)) {}

  std::shared_ptr<const TokenSeal> Get() const {
    const base::MutexLock lock(mutex_);
    return seal_;
  }
  void Replace(std::shared_ptr<const TokenSeal> seal) {
    const base::MutexLock lock(mutex_);
    seal_.swap(seal);
    version_.fetch_add(1, std::memory_order_release);
  }
  // A number that changes with each Replace; never 0.
  std::uint64_t version() const { return version_.load(std::memory_order_acquire); }

 private:
  mutable base::Mutex mutex_;
  std::shared_ptr<const TokenSeal> seal_ ONSALE_GUARDED_BY(mutex_);
  std::atomic<std::uint64_t> version_ = 1;
};

}  // namespace onsale::http
