// Reads JSON where it lies: walks the members of an object or the elements of an array, and gives
// each as a piece of the text. Nothing is copied and nothing is built.
//
// Shape:    values that nobody asks for are skipped by their brackets and quotes, not examined.
// Owner:    the text stays the caller's; what is given points into it.
// Errors:   false, or nothing, for what does not have the shape that was asked for. Any bytes may
//           be given: it ends within the text.
// Source:   RFC 8259.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace onsale::rehearsal {

// A position in a text, and the few steps that walking needs.
class JsonCursor {
 public:
  explicit JsonCursor(std::string_view text) : rest_(text) {}

  // Takes `c` and the white space before it, if it comes next.
  bool Take(char c);
  // Takes the next value whole; nothing if there is none.
  std::optional<std::string_view> TakeValue();
  // Takes a string and gives what stands between its quotes, escapes and all.
  std::optional<std::string_view> TakeString();
  // Nothing is left but white space.
  bool AtEnd();

 private:
  void SkipSpace();
  std::optional<std::string_view> TakeBrackets();
  std::optional<std::string_view> TakeWord();

  std::string_view rest_;
};

// Calls visit(key, value) for each member. False unless `text` is one object.
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

// Calls visit(value) for each element. False unless `text` is one array.
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

// The number that `value` is, if it is a whole one and fits.
std::optional<std::int64_t> AsInteger(std::string_view value);
// The text that `value` is. Nothing for a text with escapes: no id or status word has any.
std::optional<std::string_view> AsText(std::string_view value);

}  // namespace onsale::rehearsal
