// When connections must be given up, or told that all is well: eight queues, one for each kind of waiting, in place of a timer
// each.
//
// Shape:    all waits of one kind last equally long, so a queue in order of Set is in order of
//           expiry: setting, clearing and finding what is due cost O(1) each.
// Owner:    hooks belong to their connections, and leave the queue when they die.
// Threads:  one.
// Requires: `now` never smaller than before.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

#include "base/time.h"

namespace onsale::http {

using SteadyTime = std::chrono::steady_clock::time_point;

enum class Wait : std::uint8_t {
  kSilent,  // for the first byte of all
  kHeader,
  kBody,
  kWrite,
  kIdle,
  kLinger,
  kHeartbeat,
  kTurnedAway,
  kNone
};
inline constexpr std::size_t kWaits = 8;  // kNone has no queue

class Deadlines {
 public:
  class Hook {
   public:
    explicit Hook(std::uint64_t tag = 0) : tag_(tag) {}
    ~Hook() { Unlink(); }
    Hook(const Hook&) = delete;
    Hook& operator=(const Hook&) = delete;

    Wait wait() const { return wait_; }
    std::uint64_t tag() const { return tag_; }

   private:
    friend class Deadlines;
    void Unlink();

    Hook* previous_ = nullptr;  // null while in no queue
    Hook* next_ = nullptr;
    SteadyTime at_;
    std::uint64_t tag_ = 0;
    Wait wait_ = Wait::kNone;
  };

  // How long each kind of waiting may last, in the order of Wait.
  explicit Deadlines(const std::array<base::Duration, kWaits>& lengths);
  Deadlines(const Deadlines&) = delete;
  Deadlines& operator=(const Deadlines&) = delete;

  // Starts the wait anew, whatever the hook waited for before.
  void Set(Hook& hook, Wait wait, SteadyTime now);
  void Clear(Hook& hook);
  // Some hook whose time has come, or null. It stays due until it is set or cleared.
  Hook* NextDue(SteadyTime now);
  // Of those that wait for this, the one that has done so for the longest time; null if none does.
  Hook* Longest(Wait wait);
  // When the hook's wait began. Requires: it waits.
  SteadyTime Since(const Hook& hook) const;

 private:
  std::array<base::Duration, kWaits> lengths_;
  std::array<Hook, kWaits> queues_;  // each the head of a ring
};

}  // namespace onsale::http
