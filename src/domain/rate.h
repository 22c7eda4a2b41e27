// Measures a rate with a sliding-window counter over the last minute.
//
// Shape:    counts the events of the current and of the previous minute. The rate is the current
//           count plus the part of the previous count that the sliding minute still covers.
// Source:   the usual approximation of a sliding log; exact if events are evenly distributed.
#pragma once

#include <optional>

#include "domain/rows.h"

namespace onsale::domain {

inline constexpr Duration kRateWindow = std::chrono::minutes(1);

void CountEvents(RateWindow& window, std::int64_t events, Time now);

// A measured rate: `events`, at least one, within the duration `over`.
struct MeasuredRate {
  std::int64_t events;
  Duration over;

  std::int64_t PerMinute() const;  // rounded to whole events
};

// The rate of the last minute; nothing if it had no event or the measured time is too short.
std::optional<MeasuredRate> Measure(const RateWindow& window, Time now);

}  // namespace onsale::domain
