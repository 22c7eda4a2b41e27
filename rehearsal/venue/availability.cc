#include "rehearsal/venue/availability.h"

#include <array>
#include <string>

#include "base/decimal.h"
#include "rehearsal/wire/json_scan.h"

namespace onsale::rehearsal {
namespace {

constexpr std::uint8_t kNoDigit = 0xFF;
constexpr std::uint8_t kStateAvailable = 0;

constexpr std::array<std::uint8_t, 256> MakeDigits() {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<std::uint8_t, 256> digits{};
  digits.fill(kNoDigit);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    digits[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return digits;
}
constexpr std::array<std::uint8_t, 256> kDigits = MakeDigits();

// Base64 with padding: RFC 4648, section 4.
std::optional<std::string> DecodeBase64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  unsigned bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    const std::uint8_t digit = kDigits[static_cast<unsigned char>(c)];
    if (digit == kNoDigit) return std::nullopt;
    bits = bits << 6 | digit;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<char>(bits >> count & 0xFF));
  }
  const unsigned left = bits & ((1U << count) - 1);
  return left == 0 ? std::optional(std::move(bytes)) : std::nullopt;
}

struct Members {
  std::optional<std::uint64_t> version;
  std::optional<std::int64_t> available;
  std::string_view chart;
  std::optional<std::string> states;
};

bool ReadMembers(std::string_view json, Members& members) {
  return ForEachMember(json, [&members](std::string_view key, std::string_view value) {
    if (key == "version") members.version = base::ParseDecimal<std::uint64_t>(value);
    if (key == "seatsAvailable") members.available = AsInteger(value);
    if (key == "chart") members.chart = AsText(value).value_or("");
    if (key == "states") members.states = DecodeBase64(AsText(value).value_or("?"));
  });
}

}  // namespace

std::optional<Availability> ReadAvailability(std::string_view json, const Chart& chart,
                                             std::string_view digest) {
  Members members;
  if (!ReadMembers(json, members) || !members.version || members.chart != digest) {
    return std::nullopt;
  }
  const std::size_t seats = chart.numbers.size();
  if (!members.states || members.states->size() != (seats + 3) / 4) return std::nullopt;
  const std::string& states = *members.states;
  Availability read{.version = *members.version, .available = SeatSet(chart.number_max)};
  for (std::size_t i = 0; i < seats; ++i) {
    const unsigned four = static_cast<unsigned char>(states[i / 4]);
    if ((four >> 2 * (i % 4) & 3) == kStateAvailable) read.available.Add(chart.numbers[i]);
  }
  const unsigned behind =
      seats % 4 == 0 ? 0U : static_cast<unsigned char>(states.back()) >> 2 * (seats % 4);
  const bool counted = members.available == static_cast<std::int64_t>(read.available.size());
  return behind == 0 && counted ? std::optional(std::move(read)) : std::nullopt;
}

}  // namespace onsale::rehearsal
