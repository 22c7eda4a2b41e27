// The members of one object in a file of ours: typed, bounded, and every mistake noted.
//
// Shape:    a wrong or missing member is a mistake, and a harmless value is given in its place, so
//           that reading goes on and finds the next one. Members that are not `known` are mistakes.
// Owner:    the document and the list of mistakes outlive the Fields.
// Threads:  one.
// Errors:   none but mistakes; who reads must throw the result away if there are any.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/json_document.h"
#include "app/wording.h"
#include "base/time.h"

namespace onsale::app {

enum class Presence : std::uint8_t { kRequired, kOptional };

// `value` must be an integer within `range`; the least of the range if it is not.
std::int64_t IntegerOf(const JsonValue& value, const std::string& path, IntegerRange range,
                       std::vector<JsonMistake>& mistakes);

// A word that stands on a ticket: 1 to 16 letters (Latin or Hangul) and digits.
bool IsLabelWord(std::string_view text);

class Fields {
 public:
  // A value that is no object is a mistake, and has no members.
  Fields(const JsonValue& value, std::string path, std::span<const std::string_view> known,
         std::vector<JsonMistake>& mistakes);

  const std::string& path() const { return path_; }
  std::string PathOf(std::string_view name) const;
  // Where the member stands; where the object does if it has no such member.
  JsonPosition At(std::string_view name) const;
  void Complain(std::string_view name, std::string sentence);

  std::string Slug(std::string_view name, Presence presence = Presence::kRequired);
  // 1 to `length_max` characters without control characters, no space at either end.
  std::string Text(std::string_view name, std::size_t length_max);
  std::string LabelWord(std::string_view name);
  // 1 to 16 capital letters, or empty if it is absent or wrong.
  std::string Word(std::string_view name);
  // `#rrggbb`
  std::string Color(std::string_view name);
  // A fallback makes it optional.
  std::int64_t Integer(std::string_view name, IntegerRange range,
                       std::optional<std::int64_t> fallback = std::nullopt);
  std::optional<base::OffsetTime> DateTime(std::string_view name, Presence presence);
  base::Duration Length(std::string_view name, DurationRange range, base::Duration fallback);
  // Null if absent or wrong.
  const JsonValue* Array(std::string_view name, IntegerRange size, Presence presence);
  const JsonValue* Object(std::string_view name);

 private:
  const JsonValue* Member(std::string_view name, Presence presence, JsonKind kind);

  const JsonValue& value_;
  std::string path_;
  std::vector<JsonMistake>& mistakes_;
};

}  // namespace onsale::app
