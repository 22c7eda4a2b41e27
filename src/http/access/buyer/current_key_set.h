// The shop's keys in use. A reload replaces them while threads verify tokens.
//
// Shape:    a thread keeps the set that it got, and compares version() to find a newer one, so it
//           locks only after a change. Before the first Replace there are no keys.
// Threads:  any, concurrently.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include "base/mutex.h"
#include "http/access/buyer/key_set.h"

namespace onsale::http {

class CurrentKeySet {
 public:
  std::shared_ptr<const KeySet> Get() const {
    const base::MutexLock lock(mutex_);
    return keys_;
  }
  void Replace(KeySet keys) {
    auto replacement = std::make_shared<const KeySet>(std::move(keys));
    const base::MutexLock lock(mutex_);
    keys_.swap(replacement);
    version_.fetch_add(1, std::memory_order_release);
  }
  // A number that changes with each Replace; never 0.
  std::uint64_t version() const { return version_.load(std::memory_order_acquire); }

  // Records that a token named a key that is not in the set: the reload then reads the source again
  // (http/access/buyer/key_set_reload.h). Waits for nothing.
  void ReportUnknownKey() { has_unknown_.store(true, std::memory_order_relaxed); }
  // Whether ReportUnknownKey was called since the last TakeUnknownKey.
  bool TakeUnknownKey() { return has_unknown_.exchange(false, std::memory_order_relaxed); }

 private:
  mutable base::Mutex mutex_;
  std::shared_ptr<const KeySet> keys_ ONSALE_GUARDED_BY(mutex_) =
      std::make_shared<const KeySet>(std::vector<KeySet::Key>());
  std::atomic<std::uint64_t> version_ = 1;
  std::atomic<bool> has_unknown_ = false;
};

}  // namespace onsale::http
