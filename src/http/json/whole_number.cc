#include "http/json/whole_number.h"

#include <algorithm>
#include <string>

#include "base/decimal.h"

namespace onsale::http {
namespace {

// Removes the exponent from the text and returns it; nothing if it is beyond 64 bits.
std::optional<std::int64_t> TakeExponent(std::string_view& text) {
  const std::size_t at = text.find_first_of("eE");
  if (at == std::string_view::npos) return 0;
  std::string_view exponent = text.substr(at + 1);
  text = text.substr(0, at);
  if (exponent.starts_with('+')) exponent.remove_prefix(1);
  return base::ParseDecimal<std::int64_t>(exponent);
}

}  // namespace

std::optional<WholeNumber> ReadWholeNumber(std::string_view text) {
  WholeNumber number{.negative = text.starts_with('-')};
  if (number.negative) text.remove_prefix(1);
  const auto exponent = TakeExponent(text);
  const std::size_t point = std::min(text.find('.'), text.size());
  std::string digits(text);
  digits.erase(point, 1);
  const std::size_t last = digits.find_last_not_of('0');
  if (last == std::string::npos) return number;
  if (!exponent) return std::nullopt;

  // The digits up to the last one that is not 0, and the number of zeros after it.
  const auto size = static_cast<std::int64_t>(last + 1);
  const auto before_point = static_cast<std::int64_t>(point);
  constexpr std::int64_t kShiftMax = 1'000'000;  // beyond it nothing fits, and sums could overflow
  if (*exponent > kShiftMax || *exponent < -kShiftMax) return std::nullopt;
  const std::int64_t zeros = *exponent + before_point - size;
  if (zeros < 0 || zeros > 20) return std::nullopt;
  digits.resize(last + 1);
  digits.append(static_cast<std::size_t>(zeros), '0');
  if (!base::ReadDecimal(digits, number.magnitude)) return std::nullopt;
  return number;
}

}  // namespace onsale::http
