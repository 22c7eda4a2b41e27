#include "domain/rate.h"

namespace onsale::domain {
namespace {

// The shortest time over which a rate is measured: over less, the rate would be too inaccurate.
constexpr Duration kMeasuredMin = std::chrono::seconds(5);

// Advances the windows of the current and the previous minute until `now` is in the current.
void Roll(RateWindow& window, Time now) {
  const Duration since = now - window.start;
  if (since < kRateWindow) return;
  const bool adjacent = since < 2 * kRateWindow;
  window.previous = adjacent ? window.current : 0;
  window.start = adjacent ? window.start + kRateWindow : now;
  window.current = 0;
}

}  // namespace

void CountEvents(RateWindow& window, std::int64_t events, Time now) {
  Roll(window, now);
  window.current += events;
}

std::int64_t MeasuredRate::PerMinute() const {
  return (events * kRateWindow + over / 2) / over;
}

std::optional<MeasuredRate> Measure(const RateWindow& window, Time now) {
  RateWindow rolled = window;
  Roll(rolled, now);
  const Duration elapsed = now - rolled.start;
  MeasuredRate rate{.events = rolled.current, .over = kRateWindow};
  if (rolled.previous > 0) {
    rate.events += rolled.previous * (kRateWindow - elapsed) / kRateWindow;
  } else {
    if (elapsed < kMeasuredMin) return std::nullopt;
    rate.over = elapsed;
  }
  if (rate.events <= 0) return std::nullopt;
  return rate;
}

}  // namespace onsale::domain
