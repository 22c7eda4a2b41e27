// Logs a clock that is behind the sale's time, which stands still meanwhile: when it is first
// noticed, whenever it is behind by kGrowth more than was logged, and once when the clock has
// caught up.
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
    const bool is_behind = logged_ > base::Duration{};
    if (is_behind ? behind > logged_ + kGrowth : behind > kSilent) {
      logged_ = behind;
      const auto seconds = std::chrono::ceil<std::chrono::seconds>(behind).count();
      if (log_error_) {
        log_error_(whose_ + " is " + std::to_string(seconds) +
                   " s behind the sale's time: until it has caught up, the sale's time stands "
                   "still, and no hold or turn ends");
      }
    } else if (is_behind && behind == base::Duration{}) {
      logged_ = {};
      if (log_) log_(whose_ + " has caught up with the sale's time");
    }
  }
  // By how much the clock was behind at the last Note.
  base::Duration behind() const { return behind_; }

 private:
  // Less is a clock that is being slewed, or one of several nodes.
  static constexpr base::Duration kSilent = std::chrono::seconds(1);
  static constexpr base::Duration kGrowth = std::chrono::seconds(5);

  const std::string whose_;
  const Log log_error_;
  const Log log_;
  base::Duration logged_ = {};  // the amount that was logged last; 0 if the clock is not behind
  std::atomic<base::Duration> behind_ = {};
};

}  // namespace onsale::store
