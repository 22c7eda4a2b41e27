#include "rehearsal/crowd/schedule.h"

#include <algorithm>

namespace onsale::rehearsal {

Milliseconds ArrivalOf(std::uint32_t buyer, const ArrivalTimes& times, const Chance& chance) {
  const auto all = static_cast<double>(times.within.count());
  const double fraction = chance.Fraction({buyer, Choice::kArrival});
  double at;
  if (times.kind == Arrival::kEven) {
    at = fraction * all;
  } else if (chance.Happens({buyer, Choice::kInBurst}, kBurstShare)) {
    at = fraction * kBurstLasts * all;
  } else {
    // Inverts the distribution function of an exponential distribution that is cut off at the end.
    const double cut = -std::expm1(-1.0 / kTailMean);
    at = -kTailMean * all * std::log1p(-fraction * cut);
  }
  return Milliseconds(std::min(static_cast<std::int64_t>(at), times.within.count()));
}

TimerWheel::TimerWheel(std::uint32_t buyers) : heads_(kSlots, kNobody), links_(buyers) {}

void TimerWheel::Add(std::uint32_t buyer, Milliseconds when) {
  // A moment in the past is allowed: the entry is due at the next Advance.
  links_[buyer].when = when.count();
  ++waiting_;
  Link(buyer);
}

void TimerWheel::Link(std::uint32_t buyer) {
  std::uint32_t& head = heads_[SlotOf(std::max(links_[buyer].when, time_))];
  links_[buyer].next = head;
  head = buyer;
}

Milliseconds TimerWheel::NextMoment(Milliseconds horizon) const {
  const std::int64_t end = std::min(horizon.count(), time_ + static_cast<std::int64_t>(kSlots));
  std::int64_t moment = time_;
  while (moment < end && heads_[SlotOf(moment)] == kNobody) ++moment;
  return Milliseconds(moment);
}

}  // namespace onsale::rehearsal
