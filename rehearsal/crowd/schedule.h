// When each buyer arrives, and a timer wheel for the next steps of all buyers.
//
// Units:    milliseconds since the start of the rehearsal: the resolution of the timer wheel.
// Shape:    at an opening a share of the crowd arrives in a burst, the rest in an exponential tail
//           that is cut off at the end. The same seed gives every buyer the same moment.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "rehearsal/crowd/chance.h"
#include "rehearsal/plan.h"

namespace onsale::rehearsal {

using Milliseconds = std::chrono::milliseconds;

inline constexpr double kBurstShare = 0.3;   // the share of all buyers who arrive in the burst
inline constexpr double kBurstLasts = 0.05;  // the burst's length, as a share of the time
inline constexpr double kTailMean = 0.3;     // the tail's mean, as a share of the time

struct ArrivalTimes {
  Milliseconds within{0};
  Arrival kind = Arrival::kOpening;
};
Milliseconds ArrivalOf(std::uint32_t buyer, const ArrivalTimes& times, const Chance& chance);

// A timer wheel: at which millisecond each buyer is due.
//
// Shape:    a ring of lists, one for each millisecond; an entry further away than one revolution
//           stays for the next. A buyer is in at most one list; the links are kept here, one for
//           each buyer.
class TimerWheel {
 public:
  explicit TimerWheel(std::uint32_t buyers);

  // Makes the buyer due at `when`. Requires: the buyer is not in the wheel.
  void Add(std::uint32_t buyer, Milliseconds when);
  // Removes every buyer who is due at `now` or earlier, in order of the moment, and calls
  // due(buyer, moment). `due` may call Add.
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
  // The first millisecond after the last Advance at which a buyer may be due, at most `horizon`.
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
  std::int64_t time_ = 0;  // the next millisecond to process
  std::size_t waiting_ = 0;
};

}  // namespace onsale::rehearsal
