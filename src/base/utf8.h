// UTF-8, one character at a time.
//
// Source:   RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <optional>
#include <string_view>

namespace onsale::base {

// Removes the first character of `text` and returns it. If it is not valid UTF-8, removes one byte
// and returns nothing. Requires: `text` is not empty.
std::optional<char32_t> TakeCodePoint(std::string_view& text);

// Whether `c` is a control character: C0, DEL or C1.
constexpr bool IsControl(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

constexpr bool IsAsciiAlphanumeric(char32_t c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace onsale::base
