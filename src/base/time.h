// Times, durations, the injected clock, and RFC 3339.
//
// Units:    microseconds since 1970-01-01T00:00:00Z; leap seconds are not counted.
// Source:   RFC 3339; times in the API have milliseconds and `Z`.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace onsale::base {

using Duration = std::chrono::microseconds;
using Time = std::chrono::sys_time<Duration>;
// For timeouts within this process; nothing can set this clock.
using SteadyTime = std::chrono::steady_clock::time_point;

// The current time. Injected, so that rules and tests never wait.
class Clock {
 public:
  virtual ~Clock() = default;
  // Any thread. May step backwards, as wall clocks do; callers that need order must enforce it.
  virtual Time Now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Time Now() const override;
};

// A clock that moves only by Set and Advance. Any thread.
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
// `2027-04-10T10:00:00.000000Z`
std::string FormatRfc3339Micros(Time time);

struct OffsetTime {
  Time time;                        // the instant
  std::chrono::minutes utc_offset;  // as in the text: +09:00 is 540 min
};

// Reads a date-time with `Z` or a numeric offset, up to 6 digits of fraction, years 1970 to 9999.
std::optional<OffsetTime> ParseRfc3339(std::string_view text);

// `2027-04-10`: the calendar day of `time` at its offset.
std::string FormatDate(OffsetTime time);

// Reads `250ms`, `300s`, `5m`, `2h` or `1d`: a whole number and one unit, at most 366 days. Nothing
// if malformed.
std::optional<Duration> ParseDuration(std::string_view text);
// The shortest text that ParseDuration reads back as `duration` (whole milliseconds).
std::string FormatDuration(Duration duration);

}  // namespace onsale::base
