// Logs a clock that is behind the sale's time, which stands still meanwhile: once when it is first
// noticed, and once when the clock has caught up.
//
// Threads:  Note from one thread at a time; behind() from any.
#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <string>

#include "base/time.h"

namespace onsale::store {

class ClockWatch {
 public:
  using Log = std::function<void(const std::string&)>;

  // `log_error` gets the sentence about a clock that is behind, `log` the one about its end. Both
  // may be empty. `whose` names the clock.
  ClockWatch(std::string whose, Log log_error, Log log)
      : whose_(std::move(whose)), log_error_(std::move(log_error)), log_(std::move(log)) {}

  // Notes that the clock shows `clock` at the sale's time `sale`.
  void Note(base::Time clock, base::Time sale) {
    const base::Duration behind = std::max(sale - clock, base::Duration{});
    behind_ = behind;
    if (!is_behind_ && behind > kSilent) {
      is_behind_ = true;
      const auto seconds = std::chrono::ceil<std::chrono::seconds>(behind).count();
      if (log_error_) {
        log_error_(whose_ + " is " + std::to_string(seconds) +
                   " s behind the sale's time: until it has caught up, the sale's time stands "
                   "still, and no hold or turn ends");
      }
    } else if (is_behind_ && behind == base::Duration{}) {
      is_behind_ = false;
      if (log_) log_(whose_ + " has caught up with the sale's time");
    }
  }
  // By how much the clock was behind at the last Note.
  base::Duration behind() const { return behind_; }

 private:
  // Less is a clock that is being slewed, or one of several nodes.
  static constexpr base::Duration kSilent = std::chrono::seconds(1);

  const std::string whose_;
  const Log log_error_;
  const Log log_;
  bool is_behind_ = false;
  std::atomic<base::Duration> behind_ = {};
};

}  // namespace onsale::store
