// A name that a stranger chose, for messages.
#pragma once

#include <string>
#include <string_view>

namespace onsale::http {

// The name in quotes, shortened to 40 characters. A character outside of visible ASCII becomes `?`,
// and so do `"` and `\`: the name cannot change the text, the log or the terminal that it is in.
inline std::string QuotedName(std::string_view name) {
  constexpr std::size_t kLengthMax = 40;
  std::string quoted = "\"";
  for (const char c : name.substr(0, kLengthMax)) {
    quoted += c >= ' ' && c < '\x7F' && c != '"' && c != '\\' ? c : '?';
  }
  if (name.size() > kLengthMax) quoted += "...";
  return quoted + '"';
}

}  // namespace onsale::http
