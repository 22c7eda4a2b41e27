#include "base/escape.h"

#include "base/ascii.h"
#include "base/utf8.h"

namespace onsale::base {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

// Characters that JSON escapes with a letter, and their letters.
constexpr std::string_view kNamed = "\"\\\b\f\n\r\t";
constexpr std::string_view kNames = "\"\\bfnrt";

constexpr bool IsPlain(char32_t c) {
  return c != '"' && c != '\\' && !IsControl(c);
}

void AppendJsonEscape(std::string& out, char32_t c) {
  const std::size_t name = kNamed.find(static_cast<char>(c));
  if (name != std::string_view::npos) {
    out.append({'\\', kNames[name]});
  } else {
    out.append("\\u00");
    AppendHex(out, static_cast<std::uint8_t>(c));
  }
}

}  // namespace

void AppendJsonString(std::string& out, std::string_view text) {
  out.push_back('"');
  std::string_view rest = text;
  std::size_t copied = 0;
  while (!rest.empty()) {
    // Skips decoding for ASCII, which most characters are: it would take most of the time.
    if (rest.front() > 0 && IsPlain(static_cast<char32_t>(rest.front()))) {
      rest.remove_prefix(1);
      continue;
    }
    const std::size_t at = text.size() - rest.size();
    const auto c = TakeCodePoint(rest);
    if (c && IsPlain(*c)) continue;
    out.append(text, copied, at - copied);
    copied = text.size() - rest.size();
    c ? AppendJsonEscape(out, *c) : static_cast<void>(out.append(kReplacement));
  }
  out.append(text, copied);
  out.push_back('"');
}

void AppendHtml(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out.append("&amp;");
        break;
      case '<':
        out.append("&lt;");
        break;
      case '>':
        out.append("&gt;");
        break;
      case '"':
        out.append("&quot;");
        break;
      case '\'':
        out.append("&#39;");
        break;
      default:
        out.push_back(static_cast<unsigned char>(c) < 0x20 ? ' ' : c);
    }
  }
}

}  // namespace onsale::base
