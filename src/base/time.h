// Points and lengths of time, the clock that is injected, and RFC 3339.
//
// Units:    microseconds since 1970-01-01T00:00:00Z; leap seconds do not exist.
// Source:   RFC 3339; outside the program times carry milliseconds and `Z`.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace onsale::base {

using Duration = std::chrono::microseconds;
using Time = std::chrono::sys_time<Duration>;

// What time it is. Injected, so that no rule and no test ever waits.
class Clock {
 public:
  virtual ~Clock() = default;
  // Any thread. May step backwards, as wall clocks do; who needs order must impose it.
  virtual Time Now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Time Now() const override;
};

// Stands still until moved. Any thread.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Time start) : now_(start) {}
  Time Now() const override { return now_.load(); }
  void Set(Time now) { now_.store(now); }
  void Advance(Duration by) { now_.store(now_.load() + by); }

 private:
  std::atomic<Time> now_;
};

// `2027-04-10T10:00:00.000Z`. Rounds down to the millisecond.
std::string FormatRfc3339(Time time);
// `2027-04-10T10:00:00.000000Z`: in full.
std::string FormatRfc3339Micros(Time time);

struct OffsetTime {
  Time time;                        // the instant
  std::chrono::minutes utc_offset;  // as written: +09:00 is 540 min
};

// A date-time with `Z` or a numeric offset; up to 6 digits of fraction; years 1970 to 9999.
std::optional<OffsetTime> ParseRfc3339(std::string_view text);

// `2027-04-10`: the calendar day on which `time` falls at that offset.
std::string FormatDate(OffsetTime time);

// `250ms`, `300s`, `5m`, `2h`, `1d`: a whole number and one unit, at most 366 days. Nothing if
// malformed.
std::optional<Duration> ParseDuration(std::string_view text);
// The shortest text that ParseDuration reads back as `duration` (whole milliseconds).
std::string FormatDuration(Duration duration);

}  // namespace onsale::base
