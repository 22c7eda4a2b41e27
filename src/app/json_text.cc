#include "app/json_text.h"

#include "base/utf8.h"

namespace onsale::app {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

void AppendEscape(std::string& out, char32_t c) {
  static constexpr char kDigits[] = "0123456789abcdef";
  switch (c) {
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  out += "\\u00";
  out.push_back(kDigits[c >> 4 & 0xF]);
  out.push_back(kDigits[c & 0xF]);
}

}  // namespace

void AppendJsonString(std::string& out, std::string_view text) {
  out.push_back('"');
  while (!text.empty()) {
    const std::string_view before = text;
    const auto c = base::TakeCodePoint(text);
    if (!c) {
      out += kReplacement;
    } else if (*c == '"' || *c == '\\') {
      out.push_back('\\');
      out.push_back(static_cast<char>(*c));
    } else if (base::IsControl(*c)) {
      AppendEscape(out, *c);
    } else {
      out += before.substr(0, before.size() - text.size());
    }
  }
  out.push_back('"');
}

}  // namespace onsale::app
