#include "base/guarded_clock.h"

#include <utility>

namespace onsale::base {

GuardedClock::GuardedClock(const Clock& wall, const Clock& steady, OnHeld on_held)
    : wall_(wall), steady_(steady), on_held_(std::move(on_held)) {
  const Time believed = wall_.Now();
  const Time now = steady_.Now();
  offset_ = believed - now;
  followed_ = now;
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
  if (offset > believed && steady - followed_.load() >= kFollowInterval) {
    followed_ = steady;
    offset_ = offset;
  }
  return wall;
}

Duration GuardedClock::Accept() {
  const Time wall = wall_.Now();
  const Time steady = steady_.Now();
  const Duration ahead = wall - steady - offset_.load();
  if (ahead <= kJumpMax) return {};
  followed_ = steady;
  offset_ = wall - steady;
  Note({});
  return ahead;
}

void GuardedClock::Note(Duration held) const {
  const bool holds = held != Duration{};
  if (holds_.load() == holds || holds_.exchange(holds) == holds || !on_held_) return;
  on_held_(held);
}

}  // namespace onsale::base
