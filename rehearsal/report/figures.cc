#include "rehearsal/report/figures.h"

#include <array>
#include <charconv>

namespace onsale::rehearsal {

namespace {

// The number with the unit that leaves one to three digits before the point; `units` are each a
// thousand times the previous one.
std::string Scaled(std::uint64_t number, std::string_view gap,
                   const std::array<std::string_view, 5>& units) {
  auto value = static_cast<double>(number);
  std::size_t unit = 0;
  for (; value >= 999.5 && unit + 1 < units.size(); ++unit) value /= 1000;
  return Decimal(value, unit > 0 && value < 9.95 ? 1 : 0).append(gap).append(units[unit]);
}

}  // namespace

std::string Count(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

std::string Decimal(double number, int digits) {
  std::array<char, 64> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number,
                                 std::chars_format::fixed, digits);
  return end.ec == std::errc() ? std::string(text.data(), end.ptr) : "?";
}

std::string Latency(std::int64_t us, std::string_view gap) {
  const auto value = static_cast<double>(us);
  const auto with = [gap](std::string number, std::string_view unit) {
    return number.append(gap).append(unit);
  };
  if (us < 1'000) return with(std::to_string(us), "µs");
  if (us < 10'000) return with(Decimal(value / 1e3, 1), "ms");
  if (us < 1'000'000) return with(Decimal(value / 1e3, 0), "ms");
  return with(Decimal(value / 1e6, 1), "s");
}

std::string Microseconds(double us, std::string_view gap) {
  return Decimal(us, 1).append(gap).append("µs");
}

std::string Bytes(std::uint64_t bytes, std::string_view gap) {
  return Scaled(bytes, gap, {"B", "kB", "MB", "GB", "TB"});
}

std::string BitRate(std::uint64_t bits, std::string_view gap) {
  return Scaled(bits, gap, {"bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"});
}

std::string Percent(double share) {
  return Decimal(share * 100, 1) + "%";
}

}  // namespace onsale::rehearsal
