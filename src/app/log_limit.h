// Limits the log lines of one topic within a window of time, and counts those left out.
//
// Threads:  any.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/mutex.h"
#include "base/time.h"

namespace onsale::app {

class LogLimit {
 public:
  static constexpr base::Duration kWindow = std::chrono::seconds(10);

  // `topic` must be static text.
  LogLimit(std::string_view topic, std::uint64_t lines_max)
      : topic_(topic), lines_max_(lines_max) {}

  std::string_view topic() const { return topic_; }
  // Whether one more line may be written now; if not, the line counts as left out.
  bool Take(base::Time now);
  // The number of lines left out in windows that are over and not returned by an earlier call.
  // `end` also ends the current window.
  std::uint64_t TakeLeftOut(base::Time now, bool end);

 private:
  void EndWindow() ONSALE_REQUIRES(mutex_);
  bool IsOver(base::Time now) const ONSALE_REQUIRES(mutex_);

  const std::string_view topic_;
  const std::uint64_t lines_max_;
  base::Mutex mutex_;
  base::Time began_ ONSALE_GUARDED_BY(mutex_){};
  std::uint64_t lines_ ONSALE_GUARDED_BY(mutex_) = 0;
  std::uint64_t left_out_ ONSALE_GUARDED_BY(mutex_) = 0;  // in the current window
  std::uint64_t due_ ONSALE_GUARDED_BY(mutex_) = 0;       // in windows that are over
};

}  // namespace onsale::app
