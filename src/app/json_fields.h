// Typed, bounded access to the members of a JSON object; records every mistake.
//
// Shape:    a wrong or missing member is a mistake and reads as a valid default, so that reading
//           continues and finds further mistakes. Members that are not `known` are mistakes.
// Owner:    the document and the list of mistakes outlive the Fields.
// Threads:  one.
// Errors:   only JsonMistakes; the caller discards what it read if there are any.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/wording.h"
#include "base/json_document.h"
#include "base/time.h"

namespace onsale::app {

using base::JsonDocument;
using base::JsonKind;
using base::JsonMember;
using base::JsonMistake;
using base::JsonPosition;
using base::JsonValue;

enum class Presence : std::uint8_t { kRequired, kOptional };

// The value as an integer within `range`; otherwise records a mistake and returns `range.least`.
std::int64_t IntegerOf(const JsonValue& value, const std::string& path, IntegerRange range,
                       std::vector<JsonMistake>& mistakes);

// What a section or row on a ticket consists of, for messages.
inline constexpr std::string_view kLabelWordForm =
    "1 to 16 letters and digits of any script, between them single spaces or - . /";

// A section or row on a ticket, composed: letters, digits, and separators that stand alone between
// them. Nothing if the text is not one.
std::optional<std::string> LabelWordOf(std::string_view text);

// Names an invisible character of the text, which a message cannot show: ` (U+200B is invisible)`;
// empty if there is none.
std::string InvisibleIn(std::string_view text);

class Fields {
 public:
  // For the members of `value`. If `value` is not an object, records a mistake and has no members.
  Fields(const JsonValue& value, std::string path, std::span<const std::string_view> known,
         std::vector<JsonMistake>& mistakes);

  const std::string& path() const { return path_; }
  std::string PathOf(std::string_view name) const;
  // The position of the member's value, or of the object if it has no such member.
  JsonPosition At(std::string_view name) const;
  void Complain(std::string_view name, std::string sentence);
  bool Has(std::string_view name) const { return value_.Find(name) != nullptr; }

  std::string Slug(std::string_view name, Presence presence = Presence::kRequired);
  // A member's text, composed: 1 to `length_max` characters that can be seen, without spaces at its
  // ends.
  std::string Text(std::string_view name, std::size_t length_max);
  // A member's name of a time zone; empty if it is absent or has another form.
  std::string ZoneName(std::string_view name);
  std::string LabelWord(std::string_view name);
  // A member's text, whatever it is; nothing if it is absent or not a text.
  std::optional<std::string> Word(std::string_view name, Presence presence = Presence::kOptional);
  // A member that is true or false; false if it is absent or wrong.
  bool Flag(std::string_view name);
  // The index of a member's word in `words`; 0 if the member is absent or wrong.
  std::size_t Choice(std::string_view name, std::span<const std::string_view> words);
  // A member's text of the form `#rrggbb`.
  std::string Color(std::string_view name);
  // A member's integer. With a fallback, the member is optional.
  std::int64_t Integer(std::string_view name, IntegerRange range,
                       std::optional<std::int64_t> fallback = std::nullopt);
  std::optional<base::OffsetTime> DateTime(std::string_view name, Presence presence);
  base::Duration Length(std::string_view name, DurationRange range, base::Duration fallback);
  // A member's array; null if it is absent or wrong.
  const JsonValue* Array(std::string_view name, IntegerRange size, Presence presence);
  const JsonValue* Object(std::string_view name);

 private:
  const JsonValue* Member(std::string_view name, Presence presence, JsonKind kind);

  const JsonValue& value_;
  std::string path_;
  std::vector<JsonMistake>& mistakes_;
};

}  // namespace onsale::app
