#include "base/ids.h"

#include <algorithm>

#include "base/ascii.h"

namespace onsale::base {
namespace {

constexpr std::size_t kSlugLengthMax = 64;

// <cctype> is not used, because the alphabet of ids must not depend on the locale.
bool IsLower(char c) {
  return c >= 'a' && c <= 'z';
}
bool IsUpper(char c) {
  return c >= 'A' && c <= 'Z';
}

bool IsUserCharacter(char c) {
  return IsDigit(c) || IsLower(c) || IsUpper(c) || c == '.' || c == '_' || c == '@' || c == '-';
}

bool IsSlugCharacter(char c) {
  return IsDigit(c) || IsLower(c) || c == '-';
}

}  // namespace

std::optional<UserId> UserId::Parse(std::string_view text) {
  if (text.empty() || text.size() > kLengthMax) return std::nullopt;
  if (!std::ranges::all_of(text, IsUserCharacter)) return std::nullopt;
  return UserId(text);
}

bool IsSlug(std::string_view text) {
  if (text.empty() || text.size() > kSlugLengthMax || text.front() == '-') return false;
  return std::ranges::all_of(text, IsSlugCharacter);
}

}  // namespace onsale::base
