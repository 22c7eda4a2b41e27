// Whole numbers in JSON, whatever their spelling: 130000, 130000.0 and 1.3e5 are the same number.
// Clients whose numbers are floating point send the last two.
//
// Shape:    exact: the text is read, not a floating-point value that was rounded.
// Source:   JSON Schema draft 2020-12, validation 6.1.1: 1.0 is an integer.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace onsale::http {

struct WholeNumber {
  bool negative = false;  // also of -0
  std::uint64_t magnitude = 0;
};

// The number that the text means; nothing if it has a fraction, or if its magnitude does not fit.
// Requires: `text` is a number of JSON (RFC 8259).
std::optional<WholeNumber> ReadWholeNumber(std::string_view text);

}  // namespace onsale::http
