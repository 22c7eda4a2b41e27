// A value that every call reads and that a reload of the settings replaces now and then.
//
// Shape:    a reader gets the address of the value of now, without a lock. Values that were
//           replaced stay in memory, so that no reader has to say when it is done: a reload puts a
//           few hundred bytes.
// Owner:    a returned reference lives as long as the Settable.
// Threads:  any, concurrently.
#pragma once

#include <atomic>
#include <memory>
#include <utility>
#include <vector>

#include "base/mutex.h"

namespace onsale::http {

template <class Value>
class Settable {
 public:
  explicit Settable(Value value) { Replace(std::move(value)); }
  Settable(const Settable&) = delete;
  Settable& operator=(const Settable&) = delete;

  const Value& Get() const { return *now_.load(std::memory_order_acquire); }
  void Replace(Value value) {
    const base::MutexLock lock(mutex_);
    values_.push_back(std::make_unique<const Value>(std::move(value)));
    now_.store(values_.back().get(), std::memory_order_release);
  }

 private:
  base::Mutex mutex_;
  std::vector<std::unique_ptr<const Value>> values_ ONSALE_GUARDED_BY(mutex_);
  std::atomic<const Value*> now_ = nullptr;
};

}  // namespace onsale::http
