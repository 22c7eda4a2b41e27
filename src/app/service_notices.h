// Notices to the supervisor that started the server, in the protocol of systemd: that it is ready,
// that it stops, that it still makes progress.
//
// Shape:    each notice is a datagram of lines `NAME=value` to the Unix socket that NOTIFY_SOCKET
//           names: a path, or `@` and an abstract name. Without the variable nothing is sent.
//           WATCHDOG_USEC, for the process WATCHDOG_PID, is the time within which each WATCHDOG=1
//           must follow another.
// Threads:  any.
// Errors:   a variable that cannot be used counts as absent, with a sentence in `troubles`. A
//           notice that cannot be sent within a second is lost.
// Source:   sd_notify(3), sd_watchdog_enabled(3)
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "net/descriptor.h"

namespace onsale::app {

// A variable of this process's environment.
std::optional<std::string> ProcessVariable(const char* name);

class ServiceNotices {
 public:
  // The variables, as they are set or not.
  struct Variables {
    std::optional<std::string> socket;
    std::optional<std::string> watchdog_micros;
    std::optional<std::string> watchdog_pid;

    static Variables OfProcess();
  };
  // The shortest watchdog time: the engine's own thread looks for work only once a second.
  static constexpr base::Duration kWatchdogMin = std::chrono::seconds(5);

  ServiceNotices(const Variables& variables, pid_t self);

  // Sends the lines; false if they were not sent, because nobody wants them or it failed.
  bool Send(std::string_view lines) const;
  // The time within which notices WATCHDOG=1 must follow each other; nothing if nobody waits.
  std::optional<base::Duration> watchdog_time() const { return watchdog_time_; }
  const std::vector<std::string>& troubles() const { return troubles_; }

 private:
  void ReadWatchdog(const Variables& variables, pid_t self);

  std::string address_;  // as in NOTIFY_SOCKET; empty: nobody wants notices
  net::Descriptor socket_;
  std::optional<base::Duration> watchdog_time_;
  std::vector<std::string> troubles_;
};

}  // namespace onsale::app
