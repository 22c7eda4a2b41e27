// The generic cell rate algorithm (GCRA): decides whether a call conforms to a rate and a burst.
//
// A caller's whole history is one time, the theoretical arrival time (TAT): when its next call
// would arrive if it called exactly at the rate. A call before TAT - tolerance is refused and
// changes nothing; another moves TAT by one interval. A caller whose TAT has passed is idle, and is
// as if it had never called.
//
// Units:    times and intervals in microseconds of a clock that never goes back.
// Threads:  any; pure.
// Source:   ITU-T I.371, Annex A (virtual scheduling algorithm).
#pragma once

#include <algorithm>
#include <cstdint>

namespace onsale::http {

// The rate and the burst that a setting gives.
struct CallLimit {
  std::int64_t per_minute = 0;
  std::int64_t burst = 0;

  bool operator==(const CallLimit&) const = default;
};

struct CellRate {
  std::int64_t interval = 1;   // between two calls at the rate
  std::int64_t tolerance = 0;  // how far ahead of now TAT may be before a call

  // Rounded so that no caller at the rate is refused. Requires: both numbers are from 1 to 10^10.
  static constexpr CellRate Of(const CallLimit& limit) {
    constexpr std::int64_t kMinute = 60'000'000;
    const std::int64_t interval = std::max<std::int64_t>(1, kMinute / limit.per_minute);
    return {.interval = interval, .tolerance = interval * (limit.burst - 1)};
  }
  constexpr std::int64_t burst() const { return tolerance / interval + 1; }
};

struct CellVerdict {
  bool conforms = true;
  std::int64_t tat = 0;        // after this call
  std::int64_t remaining = 0;  // calls that would conform now, after this one
  std::int64_t wait = 0;       // refused: the time until a call conforms; 0 otherwise
};

constexpr CellVerdict Decide(const CellRate& rate, std::int64_t tat, std::int64_t now) {
  const std::int64_t from = std::max(tat, now);
  const std::int64_t ahead = from - now;
  if (ahead > rate.tolerance) {
    return {.conforms = false, .tat = tat, .remaining = 0, .wait = ahead - rate.tolerance};
  }
  return {.tat = from + rate.interval, .remaining = (rate.tolerance - ahead) / rate.interval};
}

}  // namespace onsale::http
