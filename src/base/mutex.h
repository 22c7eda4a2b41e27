// A mutex, and locks that clang checks: a member that is guarded is read or written only by code that holds
// its mutex, or the build fails.
//
// Shape:    a member says ONSALE_GUARDED_BY(mutex_), a function that is called with the mutex held
//           ONSALE_REQUIRES(mutex_). Every clang build of the tree checks them (-Wthread-safety); to
//           g++ they are empty. Waiting is a loop over MutexLock::Wait, not a predicate, because clang
//           does not know that a lambda runs with the mutex held.
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

  // For code that was called with the mutex held and gives it back for a while. Others use MutexLock.
  void Lock() ONSALE_THREAD_SAFETY(acquire_capability()) { mutex_.lock(); }
  void Unlock() ONSALE_THREAD_SAFETY(release_capability()) { mutex_.unlock(); }

 private:
  friend class MutexLock;
  std::mutex mutex_;
};

// Holds the mutex from its construction to its end.
class ONSALE_THREAD_SAFETY(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) ONSALE_THREAD_SAFETY(acquire_capability(mutex))
      : lock_(mutex.mutex_) {}
  ~MutexLock() ONSALE_THREAD_SAFETY(release_capability()) {}
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

  // In between.
  void Unlock() ONSALE_THREAD_SAFETY(release_capability()) { lock_.unlock(); }
  void Lock() ONSALE_THREAD_SAFETY(acquire_capability()) { lock_.lock(); }

  // Releases the mutex while it waits. Returns also without a reason: call it in a loop.
  void Wait(std::condition_variable& condition) { condition.wait(lock_); }
  // False once the time is up.
  template <class Clock, class Duration>
  bool WaitUntil(std::condition_variable& condition,
                 const std::chrono::time_point<Clock, Duration>& time) {
    return condition.wait_until(lock_, time) == std::cv_status::no_timeout;
  }

 private:
  std::unique_lock<std::mutex> lock_;
};

}  // namespace onsale::base
