#include "app/json_fields.h"

#include <algorithm>

#include "app/time_zone.h"
#include "app/wording.h"
#include "base/ids.h"
#include "base/unicode.h"
#include "base/utf8.h"

namespace onsale::app {
namespace {

constexpr std::size_t kLabelWordLengthMax = 16;
// A longer text is refused before it is composed: a character that is composed may have had more
// bytes before, but not as many.
constexpr std::size_t kBytesPerCharacter = 16;

std::string Listed(std::span<const std::string_view> names) {
  std::string list;
  for (const std::string_view name : names) {
    if (!list.empty()) list += ", ";
    list += name;
  }
  return list;
}

std::vector<char32_t> CodePoints(std::string_view text) {
  std::vector<char32_t> out;
  while (!text.empty()) out.push_back(base::TakeCodePoint(text).value_or(0));
  return out;
}

std::optional<std::string> ComposedUpTo(std::string_view text, std::size_t length_max) {
  if (text.size() > length_max * kBytesPerCharacter) return std::nullopt;
  return base::Composed(text);
}

// The text as it is kept; nothing if it may not be one.
std::optional<std::string> VisibleText(std::string_view text, std::size_t length_max) {
  auto composed = ComposedUpTo(text, length_max);
  if (!composed || base::FindInvisible(*composed)) return std::nullopt;
  const std::vector<char32_t> characters = CodePoints(*composed);
  if (characters.empty() || characters.size() > length_max) return std::nullopt;
  if (base::IsSpace(characters.front()) || base::IsSpace(characters.back())) return std::nullopt;
  return composed;
}

bool IsColor(std::string_view text) {
  return text.size() == 7 && text.front() == '#' &&
         text.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string_view::npos;
}

}  // namespace

std::int64_t IntegerOf(const JsonValue& value, const std::string& path, IntegerRange range,
                       std::vector<JsonMistake>& mistakes) {
  if (value.kind != JsonKind::kInteger) {
    mistakes.push_back(
        {value.at, path,
         "is " + std::string(Describe(value.kind)) + "; give a whole number, " + Between(range)});
    return range.least;
  }
  if (value.integer < range.least || value.integer > range.most) {
    mistakes.push_back(
        {value.at, path,
         "is " + std::to_string(value.integer) + "; give a whole number, " + Between(range)});
    return range.least;
  }
  return value.integer;
}

std::optional<std::string> LabelWordOf(std::string_view text) {
  constexpr std::u32string_view kSeparators = U" -./";
  auto composed = ComposedUpTo(text, kLabelWordLengthMax);
  if (!composed) return std::nullopt;
  const std::vector<char32_t> characters = CodePoints(*composed);
  bool in_word = false;
  for (const char32_t c : characters) {
    const bool separator = kSeparators.contains(c);
    const bool combines = base::IsCombining(c) && base::IsVisible(c);
    if (!base::IsLetterOrDigit(c) && !(in_word && (separator || combines))) return std::nullopt;
    in_word = !separator;
  }
  if (!in_word || characters.size() > kLabelWordLengthMax) return std::nullopt;
  return composed;
}

std::string InvisibleIn(std::string_view text) {
  const auto found = base::FindInvisible(text);
  if (!found) return {};
  std::string digits;
  for (int shift = 20; shift >= 0; shift -= 4) {
    const unsigned digit = static_cast<unsigned>(*found >> shift) & 0xF;
    if (digit != 0 || !digits.empty() || shift < 16) digits += "0123456789ABCDEF"[digit];
  }
  return " (U+" + digits + " is invisible)";
}

Fields::Fields(const JsonValue& value, std::string path, std::span<const std::string_view> known,
               std::vector<JsonMistake>& mistakes)
    : value_(value), path_(std::move(path)), mistakes_(mistakes) {
  if (value.kind != JsonKind::kObject) {
    mistakes_.push_back({value.at, path_,
                         (path_.empty() ? "the file is " : "is ") +
                             std::string(Describe(value.kind)) + "; give an object with " +
                             Listed(known)});
  }
  for (const JsonMember& member : value.members) {
    if (std::ranges::find(known, member.name) != known.end()) continue;
    // An unknown name may contain anything, so it is quoted in the sentence and not part of the
    // path.
    mistakes_.push_back(
        {member.at, path_,
         (path_.empty() ? "the file has an unknown member " : "has an unknown member ") +
             QuotedAndShortened(member.name) + "; known are " + Listed(known)});
  }
}

std::string Fields::PathOf(std::string_view name) const {
  return path_.empty() ? std::string(name) : path_ + '.' + std::string(name);
}

JsonPosition Fields::At(std::string_view name) const {
  const JsonValue* member = value_.Find(name);
  return member == nullptr ? value_.at : member->at;
}

void Fields::Complain(std::string_view name, std::string sentence) {
  mistakes_.push_back({At(name), PathOf(name), std::move(sentence)});
}

const JsonValue* Fields::Member(std::string_view name, Presence presence, JsonKind kind) {
  const JsonValue* member = value_.Find(name);
  if (member == nullptr) {
    // Missing members are reported only for an object: the constructor has reported any other
    // value.
    if (presence == Presence::kRequired && value_.kind == JsonKind::kObject) {
      Complain(name, "is missing; add it as " + std::string(Describe(kind)));
    }
    return nullptr;
  }
  if (member->kind == kind) return member;
  Complain(name,
           "is " + std::string(Describe(member->kind)) + "; give " + std::string(Describe(kind)));
  return nullptr;
}

std::string Fields::Slug(std::string_view name, Presence presence) {
  const JsonValue* member = Member(name, presence, JsonKind::kString);
  if (member == nullptr) return {};
  if (base::IsSlug(member->text)) return member->text;
  Complain(name, "is " + QuotedAndShortened(member->text) +
                     "; give 1 to 64 characters of a-z, 0-9 and -, not starting with -");
  return {};
}

std::string Fields::Text(std::string_view name, std::size_t length_max) {
  const JsonValue* member = Member(name, Presence::kRequired, JsonKind::kString);
  if (member == nullptr) return {};
  if (auto text = VisibleText(member->text, length_max)) return *std::move(text);
  Complain(name,
           "is " + QuotedAndShortened(member->text) + "; give 1 to " + std::to_string(length_max) +
               " characters that can be seen, no space at either end" + InvisibleIn(member->text));
  return {};
}

std::string Fields::ZoneName(std::string_view name) {
  const JsonValue* member = Member(name, Presence::kOptional, JsonKind::kString);
  if (member == nullptr) return {};
  if (IsTimeZoneName(member->text)) return member->text;
  Complain(name, "is " + QuotedAndShortened(member->text) +
                     "; give the IANA time zone of the venue, like \"Asia/Seoul\"");
  return {};
}

std::string Fields::LabelWord(std::string_view name) {
  const JsonValue* member = Member(name, Presence::kRequired, JsonKind::kString);
  if (member == nullptr) return {};
  if (auto word = LabelWordOf(member->text)) return *std::move(word);
  Complain(name, "is " + QuotedAndShortened(member->text) + "; give " +
                     std::string(kLabelWordForm) + InvisibleIn(member->text));
  return {};
}

bool Fields::Flag(std::string_view name) {
  const JsonValue* member = Member(name, Presence::kOptional, JsonKind::kBool);
  return member != nullptr && member->boolean;
}

std::size_t Fields::Choice(std::string_view name, std::span<const std::string_view> words) {
  const JsonValue* member = Member(name, Presence::kOptional, JsonKind::kString);
  if (member == nullptr) return 0;
  const auto found = std::ranges::find(words, member->text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  Complain(name, "is " + QuotedAndShortened(member->text) + "; give one of " + Listed(words));
  return 0;
}

std::string Fields::Color(std::string_view name) {
  const JsonValue* member = Member(name, Presence::kRequired, JsonKind::kString);
  if (member == nullptr) return {};
  if (IsColor(member->text)) return member->text;
  Complain(name, "is " + QuotedAndShortened(member->text) + "; give a colour like \"#1f77b4\"");
  return {};
}

std::int64_t Fields::Integer(std::string_view name, IntegerRange range,
                             std::optional<std::int64_t> fallback) {
  const JsonValue* member = value_.Find(name);
  if (member != nullptr) return IntegerOf(*member, PathOf(name), range, mistakes_);
  if (fallback) return *fallback;
  if (value_.kind == JsonKind::kObject) {
    Complain(name, "is missing; add it as a whole number, " + Between(range));
  }
  return range.least;
}

std::optional<std::string> Fields::Word(std::string_view name, Presence presence) {
  const JsonValue* member = Member(name, presence, JsonKind::kString);
  if (member == nullptr) return std::nullopt;
  return member->text;
}

std::optional<base::OffsetTime> Fields::DateTime(std::string_view name, Presence presence) {
  const JsonValue* member = Member(name, presence, JsonKind::kString);
  if (member == nullptr) return std::nullopt;
  const auto parsed = base::ParseRfc3339(member->text);
  if (!parsed) {
    Complain(name,
             "is " + QuotedAndShortened(member->text) +
                 "; give a date and time with its offset, like \"2030-05-01T19:00:00+09:00\"");
  }
  return parsed;
}

base::Duration Fields::Length(std::string_view name, DurationRange range, base::Duration fallback) {
  const JsonValue* member = Member(name, Presence::kOptional, JsonKind::kString);
  if (member == nullptr) return fallback;
  const auto parsed = base::ParseDuration(member->text);
  if (parsed && *parsed >= range.least && *parsed <= range.most) return *parsed;
  Complain(name, "is " + QuotedAndShortened(member->text) +
                     "; give a duration like \"300s\" or \"5m\", " + Between(range));
  return fallback;
}

const JsonValue* Fields::Array(std::string_view name, IntegerRange size, Presence presence) {
  const JsonValue* member = Member(name, presence, JsonKind::kArray);
  if (member == nullptr) return nullptr;
  const auto items = static_cast<std::int64_t>(member->items.size());
  if (items >= size.least && items <= size.most) return member;
  Complain(name, "has " + std::to_string(items) + " entries; give " + Between(size));
  // An array with too few entries is still read; one with too many is not, as each entry could add
  // a mistake.
  return items < size.least ? member : nullptr;
}

const JsonValue* Fields::Object(std::string_view name) {
  return Member(name, Presence::kRequired, JsonKind::kObject);
}

}  // namespace onsale::app
