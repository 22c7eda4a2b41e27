#include "http/access/authority.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/decimal.h"

namespace onsale::http {
namespace {

bool IsInName(char c) {
  const char lower = base::Lower(c);
  return base::IsDigit(c) || (lower >= 'a' && lower <= 'z') || c == '-' || c == '.' || c == '_';
}

bool IsInAddress(char c) {
  const char lower = base::Lower(c);
  return base::IsDigit(c) || (lower >= 'a' && lower <= 'f') || c == ':' || c == '.';
}

// The index after the host at the start of `text`, or npos if it begins with none.
std::size_t EndOfHost(std::string_view text) {
  if (!text.starts_with('[')) {
    const std::size_t end = std::min(text.find(':'), text.size());
    const bool is_name = end > 0 && std::ranges::all_of(text.substr(0, end), IsInName);
    return is_name ? end : std::string_view::npos;
  }
  const std::size_t end = text.find(']');
  if (end == std::string_view::npos || end < 3) return std::string_view::npos;
  const bool is_address = std::ranges::all_of(text.substr(1, end - 1), IsInAddress);
  return is_address ? end + 1 : std::string_view::npos;
}

}  // namespace

std::optional<Authority> ParseAuthority(std::string_view text) {
  const std::size_t end = EndOfHost(text);
  if (end == std::string_view::npos) return std::nullopt;
  Authority authority{.host = text.substr(0, end), .port = {}};
  if (end == text.size()) return authority;
  const std::string_view digits = text.substr(end + 1);
  authority.port = base::ParseDecimal<std::uint16_t>(digits);
  if (text[end] != ':' || digits.size() > 5 || !authority.port) return std::nullopt;
  return authority;
}

}  // namespace onsale::http
