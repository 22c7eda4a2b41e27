// Waits of tests, which end: a test that waits for what never happens says what it is, within
// seconds, instead of hanging until the run of all tests ends it.
//
// Shape:    ends the process and not only the test: a destructor of the test would wait for the
//           same thing, and hang.
// Units:    kPatience is longer than anything takes with sanitizers on a busy machine.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <string>
#include <thread>

#include "base/mutex.h"

namespace onsale::base {

inline constexpr std::chrono::seconds kPatience{45};

// `what` is the end of the sentence "waited for ...".
[[noreturn]] inline void GiveUp(const std::string& what) {
  std::fprintf(stderr, "the test waited in vain for %s\n", what.c_str());
  std::fflush(stdout);
  std::abort();
}

// Waits until condition() is true.
template <class Condition>
void Await(const std::string& what, const Condition& condition) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) GiveUp(what);
    std::this_thread::yield();
  }
}

// Waits for the notification of a condition variable, in a loop that began before `deadline`.
inline void AwaitNotice(const std::string& what, MutexLock& lock, std::condition_variable& changed,
                        std::chrono::steady_clock::time_point deadline) {
  if (!lock.WaitUntil(changed, deadline)) GiveUp(what);
}

// The value of a future, or of a shared one.
template <class Future>
auto Got(const std::string& what, Future&& future, std::chrono::seconds patience = kPatience) {
  if (future.wait_for(patience) != std::future_status::ready) GiveUp(what);
  return future.get();
}

}  // namespace onsale::base
