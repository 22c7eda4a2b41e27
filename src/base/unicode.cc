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

constexpr char32_t kZeroWidthJoiner = 0x200D;
constexpr char32_t kBlackFlag = 0x1F3F4;  // with tags behind it, the flag of a region
constexpr char32_t kFirstTag = 0xE0020;
constexpr char32_t kLastTag = 0xE007F;  // ends the tags

bool IsJoiner(char32_t c) {
  return c == 0x200C || c == kZeroWidthJoiner;
}

bool IsDirectionMark(char32_t c) {
  return c == 0x200E || c == 0x200F;
}

// Whether `c` selects the form of the ideograph before it.
bool IsIdeographSelector(char32_t c) {
  return c >= 0xE0100 && c <= 0xE01EF;
}

bool IsIdeograph(char32_t c) {
  return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0x20000 && c <= 0x3FFFF);
}

// Symbols, emoji among them, also those that the library does not know yet.
bool IsSymbol(char32_t c) {
  const auto category = PropertyOf(c).category;
  return (category >= UTF8PROC_CATEGORY_SM && category <= UTF8PROC_CATEGORY_SO) ||
         (c >= 0x1F000 && c <= 0x1FAFF);
}

// Whether the selectors U+FE0E and U+FE0F may change how `c` is drawn: symbols, the characters of
// keycaps, and four emoji that are letters or punctuation.
bool HasEmojiForm(char32_t c) {
  return IsSymbol(c) || (c >= '0' && c <= '9') || c == '#' || c == '*' || c == 0x203C ||
         c == 0x2049 || c == 0x2139 || c == 0x3030;
}

// Whether `c` will never be a character, unlike what is only not assigned yet.
bool IsNoncharacter(char32_t c) {
  return (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
}

// Whether a joiner beside `c` may change how it is drawn: emoji, and scripts whose letters join
// (Arabic and its relatives, the scripts of India and South-East Asia, Mongolian).
bool Joins(char32_t c) {
  return IsSymbol(c) || (c >= 0x600 && c <= 0xDFF) || (c >= 0xF00 && c <= 0x109F) ||
         (c >= 0x1700 && c <= 0x1CFF) || (c >= 0xA800 && c <= 0xABFF) ||
         (c >= 0xFB50 && c <= 0xFEFC) || (c >= 0x10A00 && c <= 0x11FFF) ||
         (c >= 0x1E900 && c <= 0x1E95F);
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
  if (IsBlank(c) || IsNoncharacter(c)) return true;
  return !IsVisible(c) && !IsSpace(c) && PropertyOf(c).category != UTF8PROC_CATEGORY_CN;
}

namespace {

// What the characters so far allow to follow. Some characters that draw nothing change how those
// beside them are drawn; elsewhere they do nothing, and nobody can see them.
class InvisibleSearch {
 public:
  // The invisible character that `c` reveals: itself, or one before it.
  std::optional<char32_t> Next(char32_t c) {
    if (before_ == Before::kTags) return NextTag(c);
    if (c >= kFirstTag && c < kLastTag) {
      if (before_ != Before::kVisible || last_ != kBlackFlag) return c;
      before_ = Before::kTags;
      return std::nullopt;
    }
    if (IsDirectionMark(c)) return NextMark(c);
    if (IsSelector(c) && before_ == Before::kVisible && HasEmojiForm(last_)) {
      before_ = Before::kSelector;
      return std::nullopt;
    }
    if (IsIdeographSelector(c) && before_ == Before::kVisible && IsIdeograph(last_)) {
      before_ = Before::kSelector;
      return std::nullopt;
    }
    if (IsJoiner(c) && MayJoin(c)) {
      before_ = Before::kJoiner;
      open_ = c;
      return std::nullopt;
    }
    if (IsInvisible(c)) return c;
    if (IsSpace(c)) {
      if (const auto open = End()) return open;
      before_ = Before::kNothing;
      return std::nullopt;
    }
    if (before_ == Before::kJoiner && open_ == kZeroWidthJoiner && !Joins(c)) return open_;
    last_ = c;
    before_ = Before::kVisible;
    return std::nullopt;
  }

  // The character that nothing follows, although it needs that.
  std::optional<char32_t> End() const {
    if (before_ == Before::kTags) return kLastTag;
    if (before_ == Before::kJoiner || before_ == Before::kOpenMark) return open_;
    return std::nullopt;
  }

 private:
  enum class Before : std::uint8_t {
    kNothing,
    kVisible,
    kSelector,
    kJoiner,
    kTags,      // a flag's tags, which must end
    kMark,      // a mark of direction behind something visible
    kOpenMark,  // such a mark that needs something visible behind it
  };

  std::optional<char32_t> NextTag(char32_t c) {
    if (c == kLastTag) {
      before_ = Before::kSelector;
      return std::nullopt;
    }
    if (c >= kFirstTag && c < kLastTag) return std::nullopt;
    return kFirstTag;
  }
  std::optional<char32_t> NextMark(char32_t c) {
    if (before_ == Before::kVisible || before_ == Before::kSelector) {
      before_ = Before::kMark;
    } else if (before_ == Before::kNothing) {
      before_ = Before::kOpenMark;
      open_ = c;
    } else {
      return c;
    }
    return std::nullopt;
  }
  bool MayJoin(char32_t c) const {
    if (before_ == Before::kSelector) return true;
    return before_ == Before::kVisible && (c != kZeroWidthJoiner || Joins(last_));
  }

  Before before_ = Before::kNothing;
  char32_t last_ = 0;  // the last visible character
  char32_t open_ = 0;  // the joiner or mark that needs something visible behind it
};

}  // namespace

std::optional<char32_t> FindInvisible(std::string_view text) {
  InvisibleSearch search;
  while (!text.empty()) {
    const auto c = TakeCodePoint(text);
    if (!c) return 0xFFFD;
    if (const auto found = search.Next(*c)) return found;
  }
  return search.End();
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
