// The wall clock, guarded by a clock that nobody can set: what the wall clock is set ahead is not
// believed.
//
// Shape:    the wall clock is believed while it is at most kJumpMax ahead of the time that the
//           steady clock gives. Beyond that the time continues with the steady clock, until the
//           wall clock agrees again or somebody accepts it. A wall clock that was set back is
//           passed on as it is, and so is its return, until it has caught up with the time that it
//           was set back from and was back for kFollowInterval.
// Units:    the reference, the believed wall clock less the steady clock, follows the wall clock
//           once in kFollowInterval, so a wall clock that is slewed is believed, and one that runs
//           faster than 8 % too fast is not.
// Threads:  any.
// Source:   docs/decisions/0021-a-clock-is-not-believed-alone.md
#pragma once

#include <functional>

#include "base/mutex.h"
#include "base/time.h"

namespace onsale::base {

inline constexpr Duration kJumpMax = std::chrono::seconds(5);
inline constexpr Duration kFollowInterval = std::chrono::minutes(1);

class GuardedClock final : public Clock {
 public:
  // Called on the thread that reads the clock when a jump is first held, with its length, and with
  // 0 when the wall clock is believed again. Must not read this clock.
  using OnHeld = std::function<void(Duration ahead)>;

  // Believes the wall clock as it is now. Both clocks must outlive this one.
  GuardedClock(const Clock& wall, const Clock& steady, OnHeld on_held = {});

  Time Now() const override;
  // Believes the wall clock as it is now, whether it was set ahead or back, and returns by how much
  // it is ahead of Now; 0 if it was not held.
  Duration Accept();
  // By how much the wall clock is ahead of Now and not believed; 0 if it is believed.
  Duration held() const;
  // The reference, and replaces it by that of an earlier process. Requires: the steady clock has
  // run on since.
  Duration believed() const { return offset_; }
  void Believe(Duration offset);

 private:
  void Follow(Duration offset, Time steady) const;
  void SetReference(Duration offset, Time steady) const ONSALE_REQUIRES(mutex_);
  void Note(Duration held) const;

  const Clock& wall_;
  const Clock& steady_;
  const OnHeld on_held_;
  mutable Mutex mutex_;  // held while the reference changes; reading it needs no mutex
  mutable std::atomic<Duration> offset_;   // the reference
  mutable std::atomic<Duration> highest_;  // the highest believed wall - steady since followed_
  mutable std::atomic<Time> followed_;     // the steady clock when offset_ was set
  mutable std::atomic<bool> holds_ = false;
};

}  // namespace onsale::base
