#include "base/guarded_clock.h"

#include <algorithm>
#include <utility>

namespace onsale::base {

GuardedClock::GuardedClock(const Clock& wall, const Clock& steady, OnHeld on_held)
    : wall_(wall), steady_(steady), on_held_(std::move(on_held)) {
  const Time wall_now = wall_.Now();
  const Time steady_now = steady_.Now();
  const MutexLock lock(mutex_);
  SetReference(wall_now - steady_now, steady_now);
}

Time GuardedClock::Now() const {
  // The steady clock is read second: a thread that is held up in between sees no jump ahead.
  const Time wall = wall_.Now();
  const Time steady = steady_.Now();
  const Duration offset = wall - steady;
  const Duration believed = offset_.load();
  if (offset > believed + kJumpMax) {
    Note(offset - believed);
    return steady + believed;
  }
  Note({});
  Duration highest = highest_.load();
  while (offset > highest && !highest_.compare_exchange_weak(highest, offset)) {
  }
  if (steady - followed_.load() >= kFollowInterval) Follow(offset, steady);
  return wall;
}

// Uses the highest offset since the last change: a thread that was held up between its two reads
// saw a lower one.
void GuardedClock::Follow(Duration offset, Time steady) const {
  const MutexLock lock(mutex_);
  const Duration since = steady - followed_.load();
  const Duration believed = offset_.load();
  Duration highest = std::max(highest_.load(), offset);
  // A thread read the clock before Accept and noted it afterwards.
  if (highest > believed + kJumpMax) highest = believed;
  // Until the wall clock has caught up with the time that it was set back from, it may return.
  if (since < std::max(kFollowInterval, believed - highest)) return;
  SetReference(highest, steady);
  highest_ = std::min(offset, highest);
}

void GuardedClock::SetReference(Duration offset, Time steady) const {
  offset_ = offset;
  highest_ = offset;
  followed_ = steady;
}

Duration GuardedClock::Accept() {
  Duration ahead;
  {
    const MutexLock lock(mutex_);
    const Time wall = wall_.Now();
    const Time steady = steady_.Now();
    ahead = wall - steady - offset_.load();
    SetReference(wall - steady, steady);
  }
  Note({});
  return ahead > kJumpMax ? ahead : Duration{};
}

Duration GuardedClock::held() const {
  const Duration ahead = wall_.Now() - steady_.Now() - offset_.load();
  return ahead > kJumpMax ? ahead : Duration{};
}

void GuardedClock::Believe(Duration offset) {
  const Time steady = steady_.Now();
  const MutexLock lock(mutex_);
  SetReference(offset, steady);
}

void GuardedClock::Note(Duration held) const {
  const bool holds = held != Duration{};
  if (holds_.load() == holds || holds_.exchange(holds) == holds || !on_held_) return;
  on_held_(held);
}

}  // namespace onsale::base
