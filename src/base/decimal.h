// Numbers as decimal text, independent of the locale.
#pragma once

#include <charconv>
#include <concepts>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace onsale::base {

// Whether the whole of `text` is a number, leading zeros included, that fits into `number`; there
// is no blank and no `+`, and only signed types take a `-`. Otherwise `number` is unspecified.
template <class Number>
bool ReadDecimal(std::string_view text, Number& number) {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stop == end;
}

template <class Number>
std::optional<Number> ParseDecimal(std::string_view text) {
  Number number{};
  return ReadDecimal(text, number) ? std::optional(number) : std::nullopt;
}

template <std::integral Number>
void AppendDecimal(std::string& out, Number number) {
  char digits[std::numeric_limits<Number>::digits10 + 2];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

}  // namespace onsale::base
