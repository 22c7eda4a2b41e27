#include "app/log_limit.h"

#include <utility>

namespace onsale::app {

bool LogLimit::Take(base::Time now) {
  const base::MutexLock lock(mutex_);
  if (IsOver(now)) {
    EndWindow();
    began_ = now;
  }
  if (lines_ == lines_max_) {
    ++left_out_;
    return false;
  }
  ++lines_;
  return true;
}

std::uint64_t LogLimit::TakeLeftOut(base::Time now, bool end) {
  const base::MutexLock lock(mutex_);
  if (end || IsOver(now)) EndWindow();
  return std::exchange(due_, 0);
}

void LogLimit::EndWindow() {
  due_ += std::exchange(left_out_, 0);
  lines_ = 0;
}

// A window ends after kWindow, and also when the clock is set back.
bool LogLimit::IsOver(base::Time now) const {
  return now >= began_ + kWindow || now < began_;
}

}  // namespace onsale::app
