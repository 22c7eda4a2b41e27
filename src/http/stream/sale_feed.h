// The latest event of the sale in numbers, for the operators' listeners of all I/O threads.
//
// Shape:    somebody publishes an event once a second while there are listeners; each I/O thread
//           sends it to its own (sale_listeners.h). Only the latest is kept: each is complete.
// Owner:    the app; it outlives the servers.
// Threads:  any.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/mutex.h"
#include "http/stream/stream_event.h"

namespace onsale::http {

class SaleFeed {
 public:
  struct Latest {
    std::uint64_t version = 0;  // grows with each event; 0: there was none
    SharedBytes event;          // null if there was none
  };

  void Publish(SharedBytes event) {
    const base::MutexLock lock(mutex_);
    latest_.event = std::move(event);
    version_ = ++latest_.version;
  }
  Latest latest() const {
    const base::MutexLock lock(mutex_);
    return latest_;
  }
  // The version of the latest event, without a lock.
  std::uint64_t version() const { return version_.load(std::memory_order_acquire); }

  void Join() { ++listeners_; }
  void Leave() { --listeners_; }
  // Whether anybody listens, so that events are to be made.
  bool wanted() const { return listeners_.load(std::memory_order_relaxed) > 0; }

 private:
  mutable base::Mutex mutex_;
  Latest latest_ ONSALE_GUARDED_BY(mutex_);
  std::atomic<std::uint64_t> version_ = 0;
  std::atomic<std::int64_t> listeners_ = 0;
};

}  // namespace onsale::http
