// A mutex whose use clang checks: code that reads or writes a guarded member without holding its
// mutex does not compile.
//
// Shape:    ONSALE_GUARDED_BY(mutex_) marks a member, ONSALE_REQUIRES(mutex_) a function that is
//           called with the mutex held. Clang builds check both (-Wthread-safety); for g++ they are
//           empty. Wait in a loop around MutexLock::Wait, not with a predicate: clang does not know
//           that a lambda runs with the mutex held.
// Threads:  any.
// Source:   https://clang.llvm.org/docs/ThreadSafetyAnalysis.html
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#ifdef __clang__
#define ONSALE_THREAD_SAFETY(attribute) __attribute__((attribute))
#else
#define ONSALE_THREAD_SAFETY(attribute)
#endif
#define ONSALE_GUARDED_BY(mutex) ONSALE_THREAD_SAFETY(guarded_by(mutex))
#define ONSALE_REQUIRES(mutex) ONSALE_THREAD_SAFETY(requires_capability(mutex))

namespace onsale::base {

class ONSALE_THREAD_SAFETY(capability("mutex")) Mutex {
 public:
  Mutex() = default;
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

  // Lock and Unlock are for functions that are called with the mutex held and release it meanwhile.
  // All others use MutexLock.
  void Lock() ONSALE_THREAD_SAFETY(acquire_capability()) { mutex_.lock(); }
  void Unlock() ONSALE_THREAD_SAFETY(release_capability()) { mutex_.unlock(); }

 private:
  friend class MutexLock;
  std::mutex mutex_;
};

// Locks a mutex in its constructor and unlocks it in its destructor.
class ONSALE_THREAD_SAFETY(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) ONSALE_THREAD_SAFETY(acquire_capability(mutex))
      : lock_(mutex.mutex_) {}
  ~MutexLock() ONSALE_THREAD_SAFETY(release_capability()) {}
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

  // Unlock releases the mutex early; Lock takes it again.
  void Unlock() ONSALE_THREAD_SAFETY(release_capability()) { lock_.unlock(); }
  void Lock() ONSALE_THREAD_SAFETY(acquire_capability()) { lock_.lock(); }

  // Waits until the condition is notified; the mutex is released meanwhile. May return without a
  // notification, so call Wait in a loop.
  void Wait(std::condition_variable& condition) { condition.wait(lock_); }
  // Waits as Wait does, but at most until `time`. Returns false if `time` has passed.
  template <class Clock, class Duration>
  bool WaitUntil(std::condition_variable& condition,
                 const std::chrono::time_point<Clock, Duration>& time) {
    return condition.wait_until(lock_, time) == std::cv_status::no_timeout;
  }

 private:
  std::unique_lock<std::mutex> lock_;
};

}  // namespace onsale::base
