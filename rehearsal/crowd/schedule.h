// When each buyer arrives, and when each step is to be taken.
//
// Units:    milliseconds since the start of the rehearsal: what the timer wheel counts.
// Shape:    a share of the crowd comes in a burst at the opening, the rest in an exponential tail that
//           is cut off at `arrive`. The same seed gives every buyer the same moment.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "rehearsal/crowd/chance.h"

namespace onsale::rehearsal {

using Milliseconds = std::chrono::milliseconds;

inline constexpr double kBurstShare = 0.3;   // of all buyers
inline constexpr double kBurstLasts = 0.05;  // of `arrive`
inline constexpr double kTailMean = 0.3;     // of `arrive`

Milliseconds ArrivalOf(std::uint32_t buyer, Milliseconds arrive, const Chance& chance);

// Those who wait for a moment, by millisecond.
//
// Shape:    a wheel of lists; who waits for longer than one turn of it stays for another round. An
//           entry is in at most one list: the links are kept here, one for each buyer.
class TimerWheel {
 public:
  explicit TimerWheel(std::uint32_t buyers);

  // Requires: `buyer` waits for nothing else.
  void Add(std::uint32_t buyer, Milliseconds when);
  // Takes out everybody whose moment is `now` or earlier, in order of moment, and calls due(buyer,
  // moment). due may add.
  template <class Due>
  void Advance(Milliseconds now, Due&& due) {
    while (time_ <= now.count()) {
      std::uint32_t buyer = heads_[SlotOf(time_)];
      heads_[SlotOf(time_)] = kNobody;
      const std::int64_t moment = time_++;
      while (buyer != kNobody) {
        const std::uint32_t next = links_[buyer].next;
        if (links_[buyer].when <= moment) {
          --waiting_;
          due(buyer, Milliseconds(links_[buyer].when));
        } else {
          Link(buyer);
        }
        buyer = next;
      }
    }
  }
  // The first millisecond after the last Advance at which somebody may be due, looking no further
  // than `horizon`.
  Milliseconds NextMoment(Milliseconds horizon) const;
  std::size_t waiting() const { return waiting_; }

 private:
  static constexpr std::size_t kSlots = 1 << 16;
  static constexpr std::uint32_t kNobody = UINT32_MAX;
  struct Entry {
    std::int64_t when = 0;
    std::uint32_t next = kNobody;
  };

  static std::size_t SlotOf(std::int64_t when) { return static_cast<std::size_t>(when) % kSlots; }
  void Link(std::uint32_t buyer);

  std::vector<std::uint32_t> heads_;
  std::vector<Entry> links_;
  std::int64_t time_ = 0;  // the next millisecond to be looked at
  std::size_t waiting_ = 0;
};

}  // namespace onsale::rehearsal
