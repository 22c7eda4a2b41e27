#include "rehearsal/venue/availability.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>

#include "base/decimal.h"
#include "rehearsal/wire/json_scan.h"

namespace onsale::rehearsal {
namespace {

constexpr std::uint8_t kNoDigit = 0xFF;
constexpr std::uint8_t kStateAvailable = 0;
constexpr std::int64_t kStateMost = 3;

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

// Makes seats of the chart, from `index` on, AVAILABLE or not.
bool SetStates(const Chart& chart, const std::array<std::int64_t, 3>& change, SeatSet& available) {
  const auto& [index, count, state] = change;
  const std::int64_t seats = std::ssize(chart.numbers);
  if (index < 0 || index >= seats || count < 1 || count > seats - index) return false;
  if (state < 0 || state > kStateMost) return false;
  for (std::int64_t i = index; i < index + count; ++i) {
    const std::uint32_t number = chart.numbers[static_cast<std::size_t>(i)];
    if (state == kStateAvailable) {
      available.Add(number);
    } else {
      available.Remove(number);
    }
  }
  return true;
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

bool ApplyChanges(std::string_view data, const Chart& chart, Availability& known) {
  Members members;
  std::string_view changes;
  if (!ReadMembers(data, members) || !members.version) return false;
  if (*members.version <= known.version) return true;
  ForEachMember(data, [&changes](std::string_view key, std::string_view value) {
    if (key == "changes") changes = value;
  });
  std::array<std::int64_t, 3> change{};
  std::size_t next = 0;
  bool sound = true;
  const bool whole = ForEachElement(changes, [&](std::string_view value) {
    const auto number = AsInteger(value);
    sound = sound && number.has_value();
    change[next++] = number.value_or(-1);
    if (next < change.size()) return;
    next = 0;
    sound = sound && SetStates(chart, change, known.available);
  });
  known.version = *members.version;
  const bool counted = members.available == static_cast<std::int64_t>(known.available.size());
  return whole && sound && next == 0 && counted;
}

StreamEvent ReadEvent(std::string_view lines) {
  constexpr std::string_view kName = "event: ";
  constexpr std::string_view kData = "data: ";
  StreamEvent event;
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    const std::string_view line = lines.substr(0, end);
    if (line.starts_with(kName)) event.name = line.substr(kName.size());
    if (line.starts_with(kData)) event.data = line.substr(kData.size());
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return event;
}

}  // namespace onsale::rehearsal
