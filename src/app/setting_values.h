// Parses the texts of settings into values.
//
// Errors:   a sentence with the mistake and the allowed values; the caller puts the setting's name
//           before it. It never repeats the value, which may be a misplaced secret.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "app/settings.h"
#include "app/wording.h"

namespace onsale::app {

template <class Value>
using Parsed = std::expected<Value, std::string>;

Parsed<std::int64_t> ParseCount(std::string_view text, IntegerRange range);
Parsed<base::Duration> ParseLength(std::string_view text, DurationRange range);
Parsed<std::filesystem::path> ParsePath(std::string_view text);
// The mistake in a setting that names a key file, if no such file exists. The text does not repeat
// the path, which may be the key itself.
std::optional<std::string> MistakeInKeyFile(const std::filesystem::path& file);
// Parses a URL for libpq: `postgresql://...`.
Parsed<std::string> ParseStoreUrl(std::string_view text);
Parsed<bool> ParseSwitch(std::string_view text);
Parsed<std::string> ParseCurrency(std::string_view text);
// Parses an address with a port: `127.0.0.1:8080`, `[::1]:8080` or `localhost:8080`.
Parsed<ListenAddress> ParseAddress(std::string_view text);
// Parses a listen address: as ParseAddress, or a port of 127.0.0.1 alone, `8080` or `:8080`.
Parsed<ListenAddress> ParseListen(std::string_view text);

// Parses the path before a reverse proxy's: `/shop` or `/a/b`; empty: none.
Parsed<std::string> ParseBasePath(std::string_view text);

// Parses a limit of calls: `240/60` is 240 a minute and 60 at once.
Parsed<http::CallLimit> ParseCallLimit(std::string_view text);
std::string FormatCallLimit(const http::CallLimit& limit);

// Parses an allowed host: `tickets.example`, `tickets.example:8443` or `[2001:db8::1]`.
Parsed<std::string> ParseHost(std::string_view text);
// Parses the source of the shop's keys: a path, or a URL (outbound/url.h).
Parsed<std::string> ParseBuyerKeys(std::string_view text);
// Parses a host of a URL, without a port: `keys.internal`, `10.0.0.7` or `[fd00::7]`.
Parsed<std::string> ParsePrivateHost(std::string_view text);
// 1 to 255 visible ASCII characters.
Parsed<std::string> ParseClaim(std::string_view text);

template <class Value>
struct NamedValue {
  std::string_view name;
  Value value;
};
inline constexpr std::array<NamedValue<LogFormat>, 3> kLogFormats{
    {{"auto", LogFormat::kAuto}, {"json", LogFormat::kJson}, {"text", LogFormat::kText}}};
inline constexpr std::array<NamedValue<LogLevel>, 4> kLogLevels{{{"debug", LogLevel::kDebug},
                                                                 {"info", LogLevel::kInfo},
                                                                 {"warn", LogLevel::kWarn},
                                                                 {"error", LogLevel::kError}}};

inline constexpr std::array<NamedValue<http::LimitMode>, 3> kLimitModes{
    {{NameOf(http::LimitMode::kOff), http::LimitMode::kOff},
     {NameOf(http::LimitMode::kLog), http::LimitMode::kLog},
     {NameOf(http::LimitMode::kOn), http::LimitMode::kOn}}};
inline constexpr std::array<NamedValue<http::ChallengeMode>, 3> kChallengeModes{
    {{NameOf(http::ChallengeMode::kOff), http::ChallengeMode::kOff},
     {NameOf(http::ChallengeMode::kPressure), http::ChallengeMode::kPressure},
     {NameOf(http::ChallengeMode::kAlways), http::ChallengeMode::kAlways}}};
inline constexpr std::array<NamedValue<http::KeyEnvironment>, 2> kKeyEnvironments{
    {{WordOf(http::KeyEnvironment::kLive), http::KeyEnvironment::kLive},
     {WordOf(http::KeyEnvironment::kTest), http::KeyEnvironment::kTest}}};
inline constexpr std::array<NamedValue<Buyers>, 2> kBuyers{
    {{"trusted", Buyers::kTrusted}, {"signed", Buyers::kSigned}}};
inline constexpr std::array<NamedValue<Pages>, 2> kPages{
    {{"on", Pages::kOn}, {"off", Pages::kOff}}};

// The allowed words of a setting, joined for the help: `auto|json|text`.
template <class Value>
std::string JoinedNames(std::span<const NamedValue<Value>> values) {
  std::string joined;
  for (const auto& named : values) {
    if (!joined.empty()) joined += '|';
    joined += named.name;
  }
  return joined;
}

template <class Value>
Parsed<Value> ParseChoice(std::string_view text, std::span<const NamedValue<Value>> values) {
  for (const auto& named : values) {
    if (named.name == text) return named.value;
  }
  return std::unexpected("is not known; give one of " + JoinedNames(values));
}

template <class Value>
std::string NameOf(Value value, std::span<const NamedValue<Value>> values) {
  for (const auto& named : values) {
    if (named.value == value) return std::string(named.name);
  }
  return {};
}

// The range of a setting that is stored in an unsigned type has no negative numbers.
template <class Value, class Given>
std::expected<void, std::string> Store(Value& target, Parsed<Given> parsed) {
  if (!parsed) return std::unexpected(std::move(parsed.error()));
  target = static_cast<Value>(std::move(*parsed));
  return {};
}

}  // namespace onsale::app
