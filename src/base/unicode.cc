#include "base/unicode.h"

#include <utf8proc.h>

#include <cstdint>
#include <cstdlib>
#include <memory>

#include "base/utf8.h"

namespace onsale::base {
namespace {

constexpr char32_t kBrailleBlank = 0x2800;  // a symbol by its category, with nothing to see
constexpr char32_t kReplacementCharacter = 0xFFFD;

struct FreeBytes {
  void operator()(utf8proc_uint8_t* bytes) const { std::free(bytes); }
};

const utf8proc_property_t& PropertyOf(char32_t c) {
  return *utf8proc_get_property(static_cast<utf8proc_int32_t>(c));
}

bool IsJoiner(char32_t c) {
  return c == 0x200C || c == 0x200D;
}

// Whether `c` selects how the emoji before it is drawn.
bool IsSelector(char32_t c) {
  return c == 0xFE0E || c == 0xFE0F;
}

// Symbols that are drawn as nothing, and code points reserved for characters without a form.
bool IsBlank(char32_t c) {
  return c == 0xFFFC || c == 0x1D159 || c == 0x2065 || (c >= 0xFFF0 && c <= 0xFFF8) ||
         (c >= 0xE0000 && c <= 0xE0FFF);
}

}  // namespace

bool IsVisible(char32_t c) {
  if (c < 0x80) return c > ' ' && c < 0x7F;
  if (c == kBrailleBlank || c == kReplacementCharacter) return false;
  const utf8proc_property_t& property = PropertyOf(c);
  if (property.ignorable) return false;
  switch (property.category) {
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
      return false;
    default:
      return true;
  }
}

bool IsCombining(char32_t c) {
  if (c < 0x80) return false;
  switch (PropertyOf(c).category) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
      return true;
    default:
      return false;
  }
}

bool IsLetterOrDigit(char32_t c) {
  const auto category = PropertyOf(c).category;
  const bool letter = category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
  const bool digit = category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO;
  return (letter || digit) && IsVisible(c);
}

bool IsSpace(char32_t c) {
  return PropertyOf(c).category == UTF8PROC_CATEGORY_ZS;
}

bool IsInvisible(char32_t c) {
  if (IsBlank(c)) return true;
  return !IsVisible(c) && !IsSpace(c) && PropertyOf(c).category != UTF8PROC_CATEGORY_CN;
}

std::optional<char32_t> FindInvisible(std::string_view text) {
  enum class Before : std::uint8_t { kNothing, kVisible, kSelector, kJoiner };
  Before before = Before::kNothing;
  char32_t joiner = 0;
  while (!text.empty()) {
    const auto c = TakeCodePoint(text);
    if (!c) return 0xFFFD;
    if (IsSelector(*c) && before == Before::kVisible) {
      before = Before::kSelector;
    } else if (IsJoiner(*c) && (before == Before::kVisible || before == Before::kSelector)) {
      before = Before::kJoiner;
      joiner = *c;
    } else if (IsInvisible(*c)) {
      return *c;
    } else if (IsSpace(*c)) {
      if (before == Before::kJoiner) return joiner;
      before = Before::kNothing;
    } else {
      before = Before::kVisible;
    }
  }
  if (before == Before::kJoiner) return joiner;
  return std::nullopt;
}

bool IsNfc(std::string_view text) {
  return Composed(text) == text;
}

std::optional<std::string> Composed(std::string_view text) {
  utf8proc_uint8_t* composed = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &composed,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  const std::unique_ptr<utf8proc_uint8_t, FreeBytes> owner(composed);
  if (size < 0) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(composed), static_cast<std::size_t>(size));
}

}  // namespace onsale::base
