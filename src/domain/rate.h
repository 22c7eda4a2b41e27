// How fast something happens: a sliding-window counter over the last minute.
//
// Shape:    events of the current window, and a share of those of the one before, as much as a
//           sliding minute still covers of it. Two numbers a rate, whatever its size.
// Source:   the usual approximation of a sliding log; exact if events come evenly.
#pragma once

#include <optional>

#include "domain/rows.h"

namespace onsale::domain {

inline constexpr Duration kRateWindow = std::chrono::minutes(1);

void CountEvents(RateWindow& window, std::int64_t events, Time now);

// So many events in so long. Never zero events.
struct MeasuredRate {
  std::int64_t events;
  Duration over;

  std::int64_t PerMinute() const;  // rounded
};

// Nothing while unknown: no event in the last minute, or too little time to tell a rate from a
// guess.
std::optional<MeasuredRate> Measure(const RateWindow& window, Time now);

}  // namespace onsale::domain
