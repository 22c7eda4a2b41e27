#include "http/challenge/challenge_gate.h"

namespace onsale::http {
namespace {

std::int64_t SecondOf(base::Time now) {
  return std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
}

}  // namespace

void ChallengeGate::SetMode(ChallengeMode mode) {
  const ChallengeMode before = mode_.exchange(mode, std::memory_order_relaxed);
  if (before != mode) mode_changed_(before, mode);
}

domain::ChallengeNeed ChallengeGate::NeedAt(base::Time now) const {
  using enum domain::ChallengeNeed;
  switch (mode()) {
    case ChallengeMode::kOff:
      return kNever;
    case ChallengeMode::kAlways:
      return kAnyLine;
    case ChallengeMode::kPressure:
      break;
  }
  const bool is_pressed = SecondOf(now) < pressed_until_.load(std::memory_order_relaxed);
  return is_pressed ? kAnyLine : kLongLine;
}

void ChallengeGate::CountNew(base::Time now) {
  if (mode() != ChallengeMode::kPressure) return;
  const std::int64_t second = SecondOf(now);
  const base::MutexLock lock(mutex_);
  if (second != second_) {
    second_ = second;
    count_ = 0;
  }
  if (++count_ <= options_.rate) return;
  pressed_until_.store(second + 1 + kPressureTime.count(), std::memory_order_relaxed);
}

}  // namespace onsale::http
