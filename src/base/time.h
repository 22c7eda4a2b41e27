// Times, durations, the injected clock, and RFC 3339.
//
// Units:    microseconds since 1970-01-01T00:00:00Z; leap seconds are not counted.
// Source:   RFC 3339; times in the API are in UTC, written with `Z`, except the start of a show,
//           which keeps the offset of its venue.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace onsale::base {

using Duration = std::chrono::microseconds;
using Time = std::chrono::sys_time<Duration>;
// A time of the steady clock, for timeouts within this process: nobody can set that clock.
using SteadyTime = std::chrono::steady_clock::time_point;

// The source of the current time. It is injected, so that tests can set the time and need not wait.
class Clock {
 public:
  virtual ~Clock() = default;
  // Any thread may call Now. The time may step backwards, as wall clocks do; callers that need an
  // order must enforce it.
  virtual Time Now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Time Now() const override;
};

// The time since the machine was started, suspended time included: nobody can set this clock.
class BootClock final : public Clock {
 public:
  Time Now() const override;
};

// A clock for tests: its time changes only by Set and Advance. Any thread may use it.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Time start) : now_(start) {}
  Time Now() const override { return now_.load(); }
  void Set(Time now) { now_.store(now); }
  void Advance(Duration by) { now_.store(now_.load() + by); }

 private:
  std::atomic<Time> now_;
};

// Formats a time with milliseconds, rounded down: `2027-04-10T10:00:00.000Z`.
std::string FormatRfc3339(Time time);
// Formats a time with microseconds: `2027-04-10T10:00:00.000000Z`.
std::string FormatRfc3339Micros(Time time);

struct OffsetTime {
  Time time;                        // in UTC
  std::chrono::minutes utc_offset;  // the offset in the text: +09:00 is 540 min
};

// Formats a time at its offset, with milliseconds, rounded down: `2027-04-10T19:00:00.000+09:00`.
std::string FormatRfc3339(OffsetTime time);
// Formats an offset from UTC: `+09:00`. Requires: less than 24 hours.
std::string FormatOffset(std::chrono::minutes utc_offset);

// Reads a date-time with `Z` or a numeric offset, a fraction of up to 6 digits, in the years 1970
// to 9999.
std::optional<OffsetTime> ParseRfc3339(std::string_view text);

// Reads what FormatRfc3339Micros writes, of the years 0 to 9999.
std::optional<Time> ParseRfc3339Micros(std::string_view text);

// The calendar day of `time` at its own UTC offset: `2027-04-10`.
std::string FormatDate(OffsetTime time);

// Reads a duration such as `250ms`, `300s`, `5m`, `2h` or `1d`: a whole number and one unit, at
// most 366 days. Nothing if malformed.
std::optional<Duration> ParseDuration(std::string_view text);
// The shortest text that ParseDuration reads as `duration`. Requires: whole milliseconds.
std::string FormatDuration(Duration duration);

}  // namespace onsale::base
