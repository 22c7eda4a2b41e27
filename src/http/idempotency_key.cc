#include "http/idempotency_key.h"

#include <algorithm>

namespace onsale::http {
namespace {

constexpr std::size_t kKeyLengthMax = 255;

bool IsVisible(char c) {
  return c > ' ' && c < '\x7f';
}

// The text between the quotes, with `\"` and `\\` unescaped; nothing if it is malformed.
std::optional<std::string> Unquote(std::string_view text) {
  if (text.size() < 2 || !text.ends_with('"')) return std::nullopt;
  text = text.substr(1, text.size() - 2);
  std::string key;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') return std::nullopt;
    if (text[i] == '\\') {
      ++i;
      if (i == text.size() || (text[i] != '"' && text[i] != '\\')) return std::nullopt;
    }
    key.push_back(text[i]);
  }
  return key;
}

}  // namespace

std::optional<std::string> ParseIdempotencyKey(std::string_view header) {
  std::optional<std::string> key(header);
  if (header.starts_with('"')) {
    key = Unquote(header);
  } else if (header.find('"') != std::string_view::npos) {
    return std::nullopt;
  }
  if (!key || key->empty() || key->size() > kKeyLengthMax) return std::nullopt;
  if (!std::ranges::all_of(*key, IsVisible)) return std::nullopt;
  return key;
}

}  // namespace onsale::http
