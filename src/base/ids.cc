#include "base/ids.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/unicode.h"
#include "base/utf8.h"

namespace onsale::base {
namespace {

constexpr std::size_t kSlugLengthMax = 64;

// <cctype> is not used, because the alphabet of ids must not depend on the locale.
bool IsLower(char c) {
  return c >= 'a' && c <= 'z';
}

bool IsVisibleAscii(char c) {
  return c > ' ' && c < '\x7F';
}

// Whether `text` is UTF-8 and `take` returns true for each character.
template <class Take>
bool AllCharacters(std::string_view text, Take take) {
  while (!text.empty()) {
    const auto c = TakeCodePoint(text);
    if (!c || !take(*c)) return false;
  }
  return true;
}

bool HasUserLength(std::string_view text) {
  return !text.empty() && text.size() <= UserId::kLengthMax;
}

// Whether a part of the text between `/` or `\` is one that programs remove from a path.
bool HasRemovedSegment(std::string_view text) {
  for (;;) {
    const std::size_t end = text.find_first_of("/\\");
    const std::string_view segment = text.substr(0, end);
    if (segment.empty() || segment == "." || segment == "..") return true;
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + 1);
  }
}

// Whether programs that decode a path twice read the text as another one.
bool HasEscape(std::string_view text) {
  for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
    if (at + 2 < text.size() && HexValue(text[at + 1]) >= 0 && HexValue(text[at + 2]) >= 0) {
      return true;
    }
  }
  return false;
}

bool IsSlugCharacter(char c) {
  return IsDigit(c) || IsLower(c) || c == '-';
}

}  // namespace

std::optional<UserId> UserId::Parse(std::string_view text) {
  if (!HasUserLength(text) || HasRemovedSegment(text) || HasEscape(text)) return std::nullopt;
  if (std::ranges::all_of(text, IsVisibleAscii)) return UserId(text);
  if (!AllCharacters(text, IsVisible) || !IsNfc(text)) return std::nullopt;
  std::string_view rest = text;
  if (IsCombining(*TakeCodePoint(rest))) return std::nullopt;
  return UserId(text);
}

std::optional<UserId> UserId::FromStored(std::string_view text) {
  if (!HasUserLength(text)) return std::nullopt;
  if (std::ranges::all_of(text, IsVisibleAscii)) return UserId(text);
  const auto storable = [](char32_t c) { return c != ' ' && !IsControl(c); };
  if (!AllCharacters(text, storable)) return std::nullopt;
  return UserId(text);
}

bool IsSlug(std::string_view text) {
  if (text.empty() || text.size() > kSlugLengthMax || text.front() == '-') return false;
  return std::ranges::all_of(text, IsSlugCharacter);
}

}  // namespace onsale::base
