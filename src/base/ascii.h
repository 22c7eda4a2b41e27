// Character classes of ASCII and the values of hexadecimal digits, independent of the locale.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace onsale::base {

constexpr bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

// The value of a hexadecimal digit in either case; -1 for any other character.
constexpr int HexValue(char c) {
  if (IsDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The byte that two hexadecimal digits stand for; -1 if they are not two.
constexpr int HexByte(std::string_view digits) {
  if (digits.size() != 2) return -1;
  const int high = HexValue(digits[0]);
  const int low = HexValue(digits[1]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

// The lower-case hexadecimal digit of a value below 16.
constexpr char HexDigit(unsigned value) {
  return "0123456789abcdef"[value];
}

inline void AppendHex(std::string& out, std::uint8_t byte) {
  out.append({HexDigit(byte >> 4), HexDigit(byte & 0xF)});
}

constexpr char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, Lower, Lower);
}

// Returns `text` without the spaces and tabs at its two ends.
constexpr std::string_view Trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace onsale::base
