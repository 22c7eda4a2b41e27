#include "base/time.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <ctime>

#include "base/ascii.h"

namespace onsale::base {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::year_month_day;

constexpr int kYearMax = 9999;
constexpr Duration kDurationMax = days(366);
constexpr Time kTimeEnd = std::chrono::sys_days(std::chrono::year(kYearMax + 1) / 1 / 1);

// Writes the `width` last decimal digits of `value`.
void PutDigits(std::string& out, std::int64_t value, int width) {
  std::array<char, 20> digits;
  for (int i = width; i > 0; --i) {
    digits[static_cast<std::size_t>(i - 1)] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  out.append(digits.data(), static_cast<std::size_t>(width));
}

void PutDate(std::string& out, year_month_day date) {
  PutDigits(out, static_cast<int>(date.year()), 4);
  out.push_back('-');
  PutDigits(out, static_cast<unsigned>(date.month()), 2);
  out.push_back('-');
  PutDigits(out, static_cast<unsigned>(date.day()), 2);
}

// Takes fixed pieces off the front of a text; after the first mismatch ok() stays false.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool ok() const { return ok_; }
  bool AtEnd() const { return text_.empty(); }
  char Peek() const { return text_.empty() ? '\0' : text_.front(); }

  int Digits(std::size_t count) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) value = value * 10 + Digit();
    return value;
  }
  int Digit() {
    const char c = Take();
    if (c < '0' || c > '9') ok_ = false;
    return ok_ ? c - '0' : 0;
  }
  void Expect(char wanted) {
    if (Take() != wanted) ok_ = false;
  }
  void ExpectEither(char upper, char lower) {
    const char c = Take();
    if (c != upper && c != lower) ok_ = false;
  }
  char Take() {
    if (text_.empty()) {
      ok_ = false;
      return '\0';
    }
    const char c = text_.front();
    text_.remove_prefix(1);
    return c;
  }

 private:
  std::string_view text_;
  bool ok_ = true;
};

// Reads an optional fraction of a second: `.5` is 500,000 us; at most six digits.
Duration ScanFraction(Scanner& scan) {
  if (scan.Peek() != '.') return Duration(0);
  scan.Take();
  std::int64_t value = scan.Digit();
  int digits = 1;
  for (; digits < 6 && IsDigit(scan.Peek()); ++digits) value = value * 10 + scan.Digit();
  for (; digits < 6; ++digits) value *= 10;
  return Duration(value);
}

std::optional<minutes> ScanOffset(Scanner& scan) {
  const char sign = scan.Take();
  if (sign == 'Z' || sign == 'z') return minutes(0);
  if (sign != '+' && sign != '-') return std::nullopt;
  const int hour = scan.Digits(2);
  scan.Expect(':');
  const int minute = scan.Digits(2);
  if (!scan.ok() || hour > 23 || minute > 59) return std::nullopt;
  const minutes offset = hours(hour) + minutes(minute);
  return sign == '-' ? -offset : offset;
}

// Reads a date-time of the years 0 to 9999.
std::optional<OffsetTime> ScanDateTime(std::string_view text) {
  Scanner scan(text);
  const std::chrono::year year(scan.Digits(4));
  scan.Expect('-');
  const std::chrono::month month(static_cast<unsigned>(scan.Digits(2)));
  scan.Expect('-');
  const std::chrono::day day(static_cast<unsigned>(scan.Digits(2)));
  scan.ExpectEither('T', 't');
  const int hour = scan.Digits(2);
  scan.Expect(':');
  const int minute = scan.Digits(2);
  scan.Expect(':');
  const int second = scan.Digits(2);
  const Duration fraction = ScanFraction(scan);
  const auto offset = ScanOffset(scan);
  if (!scan.ok() || !scan.AtEnd() || !offset) return std::nullopt;

  const year_month_day date(year, month, day);
  // A second of 60 is refused: leap seconds are not supported.
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const Time time = std::chrono::sys_days(date) + hours(hour) + minutes(minute) + seconds(second) +
                    fraction - *offset;
  return OffsetTime{time, *offset};
}

struct Unit {
  std::string_view name;
  Duration length;
};
// The longest unit first, so that FormatDuration finds the shortest text.
constexpr std::array<Unit, 5> kUnits{{{"d", days(1)},
                                      {"h", hours(1)},
                                      {"m", minutes(1)},
                                      {"s", seconds(1)},
                                      {"ms", milliseconds(1)}}};

}  // namespace

Time SystemClock::Now() const {
  return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

Time BootClock::Now() const {
  timespec since{};
  ::clock_gettime(CLOCK_BOOTTIME, &since);
  return Time(seconds(since.tv_sec) +
              std::chrono::floor<Duration>(std::chrono::nanoseconds(since.tv_nsec)));
}

std::string FormatRfc3339(Time time) {
  std::string out = FormatRfc3339Micros(time);
  out.replace(out.size() - 4, 4, "Z");  // replaces three of the six digits and the Z by Z
  return out;
}

std::string FormatRfc3339(OffsetTime time) {
  std::string out = FormatRfc3339(time.time + time.utc_offset);
  out.pop_back();  // removes the Z
  return out + FormatOffset(time.utc_offset);
}

std::string FormatOffset(std::chrono::minutes utc_offset) {
  const std::int64_t size = std::abs(utc_offset.count());
  std::string out(1, utc_offset.count() < 0 ? '-' : '+');
  PutDigits(out, size / 60, 2);
  out.push_back(':');
  PutDigits(out, size % 60, 2);
  return out;
}

std::string FormatRfc3339Micros(Time time) {
  const auto day = std::chrono::floor<days>(time);
  const std::int64_t us = (time - day).count();
  const std::int64_t s = us / 1'000'000;
  std::string out;
  out.reserve(27);
  PutDate(out, year_month_day(day));
  out.push_back('T');
  PutDigits(out, s / 3'600, 2);
  out.push_back(':');
  PutDigits(out, s / 60 % 60, 2);
  out.push_back(':');
  PutDigits(out, s % 60, 2);
  out.push_back('.');
  PutDigits(out, us % 1'000'000, 6);
  out.push_back('Z');
  return out;
}

std::optional<OffsetTime> ParseRfc3339(std::string_view text) {
  const auto read = ScanDateTime(text);
  // An offset may move the instant out of the supported years, or into them.
  if (!read || text < "1970" || read->time < Time() || read->time >= kTimeEnd) return std::nullopt;
  return read;
}

std::optional<Time> ParseRfc3339Micros(std::string_view text) {
  constexpr std::size_t kLength = 27;
  if (text.size() != kLength || text.back() != 'Z') return std::nullopt;
  const auto read = ScanDateTime(text);
  return read ? std::optional(read->time) : std::nullopt;
}

std::string FormatDate(OffsetTime time) {
  std::string out;
  PutDate(out, year_month_day(std::chrono::floor<days>(time.time + time.utc_offset)));
  return out;
}

std::optional<Duration> ParseDuration(std::string_view text) {
  std::uint64_t count = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc{}) return std::nullopt;
  const std::string_view name(rest, static_cast<std::size_t>(end - rest));
  for (const Unit& unit : kUnits) {
    if (unit.name != name) continue;
    if (count > static_cast<std::uint64_t>(kDurationMax / unit.length)) return std::nullopt;
    return unit.length * static_cast<std::int64_t>(count);
  }
  return std::nullopt;
}

std::string FormatDuration(Duration duration) {
  if (duration == Duration(0)) return "0s";
  for (const Unit& unit : kUnits) {
    if (duration % unit.length != Duration(0)) continue;
    return std::to_string(duration / unit.length) + std::string(unit.name);
  }
  return FormatDuration(std::chrono::floor<milliseconds>(duration));
}

}  // namespace onsale::base
