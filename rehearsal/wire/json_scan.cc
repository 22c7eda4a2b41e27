#include "rehearsal/wire/json_scan.h"

#include "base/decimal.h"

namespace onsale::rehearsal {
namespace {

bool IsSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool EndsWord(char c) {
  return IsSpace(c) || c == ',' || c == ']' || c == '}' || c == ':';
}

// The end of the JSON string that begins at `text[0] == '"'`, after its last quote; npos if it has
// no end.
std::size_t EndOfString(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') return i + 1;
    if (text[i] == '\\') ++i;
  }
  return std::string_view::npos;
}

}  // namespace

void JsonCursor::SkipSpace() {
  while (!rest_.empty() && IsSpace(rest_.front())) rest_.remove_prefix(1);
}

bool JsonCursor::AtEnd() {
  SkipSpace();
  return rest_.empty();
}

bool JsonCursor::Take(char c) {
  SkipSpace();
  if (rest_.empty() || rest_.front() != c) return false;
  rest_.remove_prefix(1);
  return true;
}

std::optional<std::string_view> JsonCursor::TakeString() {
  SkipSpace();
  if (rest_.empty() || rest_.front() != '"') return std::nullopt;
  const std::size_t end = EndOfString(rest_);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view inside = rest_.substr(1, end - 2);
  rest_.remove_prefix(end);
  return inside;
}

std::optional<std::string_view> JsonCursor::TakeValue() {
  SkipSpace();
  if (rest_.empty()) return std::nullopt;
  if (rest_.front() == '"') {
    const auto inside = TakeString();
    if (!inside) return std::nullopt;
    return std::string_view(inside->data() - 1, inside->size() + 2);
  }
  if (rest_.front() == '{' || rest_.front() == '[') return TakeBrackets();
  return TakeWord();
}

std::optional<std::string_view> JsonCursor::TakeBrackets() {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < rest_.size(); ++i) {
    const char c = rest_[i];
    if (c == '"') {
      const std::size_t end = EndOfString(rest_.substr(i));
      if (end == std::string_view::npos) return std::nullopt;
      i += end - 1;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      const std::string_view value = rest_.substr(0, i + 1);
      rest_.remove_prefix(i + 1);
      return value;
    }
  }
  return std::nullopt;
}

std::optional<std::string_view> JsonCursor::TakeWord() {
  std::size_t end = 0;
  while (end < rest_.size() && !EndsWord(rest_[end])) ++end;
  if (end == 0) return std::nullopt;
  const std::string_view word = rest_.substr(0, end);
  rest_.remove_prefix(end);
  return word;
}

std::optional<std::int64_t> AsInteger(std::string_view value) {
  return base::ParseDecimal<std::int64_t>(value);
}

std::optional<std::string_view> AsText(std::string_view value) {
  if (value.size() < 2 || value.front() != '"' || value.back() != '"') return std::nullopt;
  const std::string_view inside = value.substr(1, value.size() - 2);
  if (inside.find('\\') != std::string_view::npos) return std::nullopt;
  return inside;
}

}  // namespace onsale::rehearsal
