#include "app/setting_values.h"

#include <arpa/inet.h>

#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "base/decimal.h"
#include "http/access/access_key_text.h"
#include "http/access/authority.h"
#include "outbound/url.h"
#include "store/postgres/url.h"

namespace onsale::app {
namespace {

bool IsNumericAddress(const std::string& text) {
  in6_addr ignored;
  return inet_pton(AF_INET, text.c_str(), &ignored) == 1 ||
         inet_pton(AF_INET6, text.c_str(), &ignored) == 1;
}

// Whether the text has the form of a key in a token key file.
bool IsTokenKey(std::string_view text) {
  constexpr std::size_t kDigits = 64;
  constexpr std::string_view kHex = "0123456789abcdefABCDEF";
  return text.size() == kDigits && text.find_first_not_of(kHex) == std::string_view::npos;
}

// Whether a character never needs an escape in a URL. Source: RFC 3986, section 2.3.
bool IsUnreserved(char c) {
  const char lower = base::Lower(c);
  return (lower >= 'a' && lower <= 'z') || base::IsDigit(c) || std::string_view("-._~").contains(c);
}

std::unexpected<std::string> BadAddress() {
  return std::unexpected<std::string>(
      "is not an address with a port; give one like 127.0.0.1:8080 or [::1]:8080");
}

}  // namespace

Parsed<std::int64_t> ParseCount(std::string_view text, IntegerRange range) {
  const auto number = base::ParseDecimal<std::int64_t>(text);
  if (number && *number >= range.least && *number <= range.most) return *number;
  return std::unexpected("is not allowed; give a whole number, " + Between(range));
}

Parsed<base::Duration> ParseLength(std::string_view text, DurationRange range) {
  const auto duration = base::ParseDuration(text);
  if (duration && *duration >= range.least && *duration <= range.most) return *duration;
  return std::unexpected("is not allowed; give a duration like 300s or 5m, " + Between(range));
}

Parsed<std::filesystem::path> ParsePath(std::string_view text) {
  if (text.empty()) return std::unexpected("is empty; give a path");
  if (text.find('\0') != std::string_view::npos) {
    return std::unexpected("has a NUL byte; give a path");
  }
  // A URL is refused without repeating it: it may be meant for --store and contain a password.
  if (text.contains("://")) return std::unexpected("is a URL; give a path");
  if (IsTokenKey(text) || http::ParseAccessKey(text)) {
    return std::unexpected("is a key; give the path of the file that holds it");
  }
  return std::filesystem::path(text);
}

std::optional<std::string> MistakeInKeyFile(const std::filesystem::path& file) {
  std::error_code unknown;
  const auto type = std::filesystem::status(file, unknown).type();
  if (type != std::filesystem::file_type::not_found && unknown != std::errc::filename_too_long) {
    return std::nullopt;
  }
  return "there is no such file; give the path of a file that holds the key";
}

Parsed<std::string> ParseStoreUrl(std::string_view text) {
  if (auto mistake = store::MistakeInUrl(std::string(text))) return std::unexpected(*mistake);
  return std::string(text);
}

Parsed<bool> ParseSwitch(std::string_view text) {
  if (text == "true" || text == "1") return true;
  if (text == "false" || text == "0") return false;
  return std::unexpected("is not allowed; give true or false");
}

Parsed<std::string> ParseCurrency(std::string_view text) {
  // The start refuses a code that is not in ISO 4217, unless the sale is in it already.
  const bool formed =
      text.size() == 3 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
  if (formed) return std::string(text);
  return std::unexpected("is not a currency; give an ISO 4217 code like KRW");
}

Parsed<http::CallLimit> ParseCallLimit(std::string_view text) {
  constexpr std::int64_t kMost = 1'000'000;
  const std::size_t slash = text.find('/');
  const auto is_allowed = [](const auto& number) {
    return number && *number >= 1 && *number <= kMost;
  };
  if (slash != std::string_view::npos) {
    const auto per_minute = base::ParseDecimal<std::int64_t>(text.substr(0, slash));
    const auto burst = base::ParseDecimal<std::int64_t>(text.substr(slash + 1));
    if (is_allowed(per_minute) && is_allowed(burst)) {
      return http::CallLimit{.per_minute = *per_minute, .burst = *burst};
    }
  }
  return std::unexpected(
      "is not a limit; give the calls a minute and at once like 240/60, each from 1 to " +
      std::to_string(kMost));
}

std::string FormatCallLimit(const http::CallLimit& limit) {
  return std::to_string(limit.per_minute) + '/' + std::to_string(limit.burst);
}

Parsed<std::string> ParseClaim(std::string_view text) {
  constexpr std::size_t kLengthMax = 255;
  const bool is_visible = std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7F'; });
  if (!text.empty() && text.size() <= kLengthMax && is_visible) return std::string(text);
  return std::unexpected("needs 1 to 255 visible ASCII characters");
}

Parsed<std::string> ParseBuyerKeys(std::string_view text) {
  if (!text.contains("://")) {
    const auto path = ParsePath(text);
    return path ? Parsed<std::string>(path->string()) : std::unexpected(path.error());
  }
  const auto url = outbound::ParseUrl(text);
  return url ? Parsed<std::string>(url->text) : std::unexpected(url.error());
}

Parsed<std::string> ParsePrivateHost(std::string_view text) {
  if (auto host = outbound::ParseUrlHost(text)) return *std::move(host);
  return std::unexpected(
      "is not a host of a URL; give one like keys.internal, 10.0.0.7 or [fd00::7], without a port");
}

Parsed<std::string> ParseHost(std::string_view text) {
  if (http::ParseAuthority(text)) return std::string(text);
  return std::unexpected("is not a host; give one like tickets.example or tickets.example:8443");
}

Parsed<std::string> ParseBasePath(std::string_view text) {
  if (text.empty()) return std::string();
  bool well_formed = text.starts_with('/');
  for (std::string_view rest = text; well_formed && !rest.empty();) {
    rest.remove_prefix(1);
    const std::string_view segment = rest.substr(0, rest.find('/'));
    rest.remove_prefix(segment.size());
    well_formed = !segment.empty() && segment != "." && segment != ".." &&
                  std::ranges::all_of(segment, IsUnreserved);
  }
  if (well_formed) return std::string(text);
  return std::unexpected(
      "is not allowed; give a path like /shop, of letters, digits and -._~, without a slash at the "
      "end");
}

Parsed<ListenAddress> ParseAddress(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return BadAddress();
  const auto port = base::ParseDecimal<std::uint16_t>(text.substr(colon + 1));
  std::string address(text.substr(0, colon));
  if (address == "localhost") address = "127.0.0.1";
  const bool bracketed = address.size() > 2 && address.front() == '[' && address.back() == ']';
  if (bracketed) address = address.substr(1, address.size() - 2);
  // An IPv6 address must be in brackets, and nothing else may be: `::1:80` would be ambiguous.
  const bool six = address.find(':') != std::string::npos;
  if (!port || six != bracketed || !IsNumericAddress(address)) return BadAddress();
  return ListenAddress{std::move(address), *port};
}

Parsed<ListenAddress> ParseListen(std::string_view text) {
  const std::string_view port = text.starts_with(':') ? text.substr(1) : text;
  if (base::ParseDecimal<std::uint16_t>(port))
    return ParseAddress("127.0.0.1:" + std::string(port));
  return ParseAddress(text);
}

}  // namespace onsale::app
