// Limits the lines of one topic within a window of time and counts the lines left out.
//
// Threads:  any.
#pragma once

#include <cstdint>
#include <mutex>
#include <string_view>

#include "base/time.h"

namespace onsale::app {

class LogLimit {
 public:
  static constexpr base::Duration kWindow = std::chrono::seconds(10);

  // `topic` is static text.
  LogLimit(std::string_view topic, std::uint64_t lines_max)
      : topic_(topic), lines_max_(lines_max) {}

  std::string_view topic() const { return topic_; }
  // Whether one more line may be written now; if not, counts it as left out.
  bool Take(base::Time now);
  // How many lines were left out in windows that are over; each is reported once. `end` also ends
  // the current window.
  std::uint64_t TakeLeftOut(base::Time now, bool end);

 private:
  void EndWindow();
  bool IsOver(base::Time now) const;

  const std::string_view topic_;
  const std::uint64_t lines_max_;
  std::mutex mutex_;
  base::Time began_{};  // these four: guarded by mutex_
  std::uint64_t lines_ = 0;
  std::uint64_t left_out_ = 0;  // in this window
  std::uint64_t due_ = 0;       // in windows that are over
};

}  // namespace onsale::app
