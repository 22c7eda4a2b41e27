// Reads JSON in place: visits the members of an object or the elements of an array as pieces of the
// text, without copies and without a tree.
//
// Shape:    values are skipped by their brackets and quotes, without being checked.
// Owner:    the text stays the caller's; results point into it.
// Errors:   false or nothing if the text has another shape. Any bytes are accepted: reads never
//           leave the text.
// Source:   RFC 8259.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace onsale::rehearsal {

// A position in a JSON text.
class JsonCursor {
 public:
  explicit JsonCursor(std::string_view text) : rest_(text) {}

  // Skips white space and consumes `c`, if it is the next character.
  bool Take(char c);
  // Consumes the next value and returns its text; nothing if there is none.
  std::optional<std::string_view> TakeValue();
  // Consumes a string and returns the text between its quotes, escapes unchanged.
  std::optional<std::string_view> TakeString();
  // Whether only white space is left of the text.
  bool AtEnd();

 private:
  void SkipSpace();
  std::optional<std::string_view> TakeBrackets();
  std::optional<std::string_view> TakeWord();

  std::string_view rest_;
};

// Calls visit(key, value) for each member of an object. False unless `text` is one object.
template <class Visit>
bool ForEachMember(std::string_view text, Visit&& visit) {
  JsonCursor cursor(text);
  if (!cursor.Take('{')) return false;
  if (cursor.Take('}')) return cursor.AtEnd();
  do {
    const auto key = cursor.TakeString();
    if (!key || !cursor.Take(':')) return false;
    const auto value = cursor.TakeValue();
    if (!value) return false;
    visit(*key, *value);
  } while (cursor.Take(','));
  return cursor.Take('}') && cursor.AtEnd();
}

// Calls visit(value) for each element of an array. False unless `text` is one array.
template <class Visit>
bool ForEachElement(std::string_view text, Visit&& visit) {
  JsonCursor cursor(text);
  if (!cursor.Take('[')) return false;
  if (cursor.Take(']')) return cursor.AtEnd();
  do {
    const auto value = cursor.TakeValue();
    if (!value) return false;
    visit(*value);
  } while (cursor.Take(','));
  return cursor.Take(']') && cursor.AtEnd();
}

// The value as an integer; nothing for any other value, or if it does not fit.
std::optional<std::int64_t> AsInteger(std::string_view value);
// The value as a string without its quotes. Nothing for a string with escapes: no id or status word
// has any.
std::optional<std::string_view> AsText(std::string_view value);

}  // namespace onsale::rehearsal
