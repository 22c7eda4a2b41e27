// Timeouts and heartbeats of connections: one queue for each kind of wait instead of a timer for
// each connection.
//
// Shape:    all waits of one kind have the same length, so a queue in order of Set is in order of
//           expiry: setting, clearing and finding a due wait cost O(1).
// Owner:    a connection owns its hook; the hook's destructor removes it from the queue.
// Threads:  one.
// Requires: `now` never decreases.
#pragma once

#include <array>
#include <cstdint>

#include "base/time.h"

namespace onsale::http {

using base::SteadyTime;

enum class Wait : std::uint8_t {
  kSilent,  // for a connection's first byte
  kHeader,
  kBody,
  kWrite,
  kIdle,
  kLinger,
  kHeartbeat,
  kRejected,
  kNone
};
inline constexpr std::size_t kWaits = 8;  // kNone has no queue

class Deadlines {
 public:
  class Hook {
   public:
    explicit Hook(std::uint64_t tag = 0) : tag_(tag) {}
    ~Hook() { Unlink(); }
    // The wait of `other` ends; the new hook is in none.
    Hook(Hook&& other) noexcept : tag_(other.tag_) { other.Unlink(); }
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

  // The length of each kind of wait, in the order of Wait.
  explicit Deadlines(const std::array<base::Duration, kWaits>& lengths);
  Deadlines(const Deadlines&) = delete;
  Deadlines& operator=(const Deadlines&) = delete;

  // Starts a new wait; it replaces the hook's previous one.
  void Set(Hook& hook, Wait wait, SteadyTime now);
  void Clear(Hook& hook);
  // A hook whose wait is over, or null. It stays due until it is set or cleared.
  Hook* NextDue(SteadyTime now);
  // The hook in this kind of wait for the longest time; null if there is none.
  Hook* Longest(Wait wait);
  // When the hook's wait began. Requires: it is in a wait.
  SteadyTime Since(const Hook& hook) const;

 private:
  std::array<base::Duration, kWaits> lengths_;
  std::array<Hook, kWaits> queues_;  // each the head of a ring
};

}  // namespace onsale::http
