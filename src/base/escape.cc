#include "base/escape.h"

#include <algorithm>
#include <array>

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

// Whether a byte is an ASCII character that JSON does not escape.
constexpr auto kPlainBytes = [] {
  std::array<bool, 256> plain{};
  for (std::size_t byte = 0; byte < 128; ++byte) plain[byte] = IsPlain(static_cast<char32_t>(byte));
  return plain;
}();
constexpr bool IsPlainByte(char byte) {
  return kPlainBytes[static_cast<unsigned char>(byte)];
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
  const char* copied = text.data();
  const char* const end = text.data() + text.size();
  while (true) {
    // Skips decoding for ASCII, which most characters are: it would take most of the time.
    const char* const at = std::find_if_not(copied, end, IsPlainByte);
    out.append(copied, at);
    if (at == end) break;
    std::string_view rest(at, end);
    const auto c = TakeCodePoint(rest);
    copied = rest.data();
    if (!c) {
      out.append(kReplacement);
    } else if (IsPlain(*c)) {
      out.append(at, copied);
    } else {
      AppendJsonEscape(out, *c);
    }
  }
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
