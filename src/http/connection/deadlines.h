// Timeouts and heartbeats of connections: one queue for each kind of wait instead of a timer for
// each connection.
//
// Shape:    all waits of one kind have the same length, so a queue in order of Set is in order of
//           expiry: setting, clearing and finding a due wait cost O(1). Each standing of the client
//           has queues of its own.
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
  kSilent,  // from accept to the connection's first byte
  kHeader,
  kBody,
  kWrite,
  kIdle,
  kLinger,
  kHeartbeat,
  kRejected,
  kUnread,  // lingers, and much of the last response is unread
  kNone
};
inline constexpr std::size_t kWaits = 9;  // the kinds of wait that have a queue: kNone has none

enum class Standing : std::uint8_t {
  kStranger,  // has shown no valid credential
  kKnown,     // has shown a valid access key, queue token or buyer token
  kRejected   // is above the connection limit
};
inline constexpr std::size_t kStandings = 3;

class Deadlines {
 public:
  class Hook {
   public:
    explicit Hook(std::uint64_t tag = 0) : tag_(tag) {}
    ~Hook() { Unlink(); }
    // Takes over only the tag: the wait of `other` ends, and the new hook is in no wait.
    Hook(Hook&& other) noexcept : tag_(other.tag_) { other.Unlink(); }
    Hook(const Hook&) = delete;
    Hook& operator=(const Hook&) = delete;

    Wait wait() const { return wait_; }
    std::uint64_t tag() const { return tag_; }

   private:
    friend class Deadlines;
    void Unlink();

    Hook* previous_ = nullptr;  // null while the hook is in no queue
    Hook* next_ = nullptr;
    SteadyTime at_;
    std::uint64_t tag_ = 0;
    Wait wait_ = Wait::kNone;
    Standing standing_ = Standing::kStranger;
  };

  // `lengths` are the lengths of the kinds of wait, in the order of Wait.
  explicit Deadlines(const std::array<base::Duration, kWaits>& lengths);
  Deadlines(const Deadlines&) = delete;
  Deadlines& operator=(const Deadlines&) = delete;

  // Starts a wait of the hook; it replaces the hook's previous wait.
  void Set(Hook& hook, Wait wait, SteadyTime now, Standing standing = Standing::kStranger);
  void Clear(Hook& hook);
  // A hook whose wait is over, or null. The hook stays due until it is set or cleared.
  Hook* NextDue(SteadyTime now);
  // The hook that has been in this kind of wait for the longest time; null if none is.
  const Hook* Longest(Wait wait, Standing standing = Standing::kStranger) const;
  // The hook whose wait of the same kind and standing began next; null if it is the last one.
  // Requires: the hook is in a wait.
  const Hook* Next(const Hook& hook) const;
  // When the hook's wait began. Requires: the hook is in a wait.
  SteadyTime Since(const Hook& hook) const;

 private:
  std::array<base::Duration, kWaits> lengths_;
  std::array<Hook, kStandings * kWaits> queues_;  // the head of each ring
};

}  // namespace onsale::http
