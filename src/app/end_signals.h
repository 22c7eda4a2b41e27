// The signals that end the server, and work that one of them cancels.
//
// Threads:  made on the main thread before there is another one, because each thread inherits which
//           signals it blocks; used on the main thread.
#pragma once

#include <chrono>
#include <csignal>
#include <functional>
#include <future>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include "app/log.h"

namespace onsale::app {

// SIGTERM, SIGINT and, except under nohup, SIGHUP. With `reloads`, SIGHUP reads the settings again
// instead, once the server has started. All threads block them; the main thread waits for them. The
// constructor also ignores SIGPIPE and SIGXFSZ: the write that causes one returns an error instead.
class EndSignals {
 public:
  explicit EndSignals(bool reloads);
  // Waits for one that ends the server, and returns its name; calls `reload` for each that does
  // not.
  std::string_view Wait(const std::function<void()>& reload) const;
  // Waits for one for at most `time`; whether there was one.
  bool CameWithin(std::chrono::nanoseconds time) const;

 private:
  const bool reloads_;
  sigset_t set_{};      // of those that end the server
  sigset_t awaited_{};  // these, and SIGHUP if it reloads
};

// Runs `work` on a thread of its own. If a signal arrives meanwhile, calls `cancel`, which makes
// the work end soon, and returns nothing when it has ended.
template <class Work, class Cancel>
std::optional<std::invoke_result_t<Work>> RunUnlessSignalled(const EndSignals& signals, Work work,
                                                             Cancel cancel) {
  constexpr std::chrono::milliseconds kLook(10);
  auto result = std::async(std::launch::async, std::move(work));
  while (result.wait_for(kLook) != std::future_status::ready) {
    if (!signals.CameWithin(std::chrono::seconds(0))) continue;
    cancel();
    result.wait();
    return std::nullopt;
  }
  return result.get();
}

// The exit status of a start that a signal has ended, which it logs.
int Cancelled(Log& log);

}  // namespace onsale::app
