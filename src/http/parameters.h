// Reads the parameters of a request's path and query strictly.
//
// Shape:    values need no percent-encoding, except user ids and booking numbers: what is not
//           ASCII, and `/`, `?`, `#` and `%`, must be encoded, and everything may be.
// Errors:   the problem `invalid-parameter`, with the name of the parameter or header in
//           `parameter`.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "http/response.h"

namespace onsale::http {

// The names of a query's parameters; those that are not used are empty.
using QueryNames = std::array<std::string_view, 3>;
// The values of a query's parameters, as sent, not decoded; nothing for an absent parameter.
using QueryValues = std::array<std::optional<std::string_view>, std::tuple_size_v<QueryNames>>;

// Reads the parameters with these names from a query. Returns a problem for an unknown parameter, a
// repeated one, or one without `=`.
std::expected<QueryValues, Response> ReadQuery(std::string_view query, const QueryNames& names);

// An invalid parameter value. `wanted` completes the sentence "Parameter x must be ...".
struct BadParameter {
  std::string_view name;
  std::string_view wanted;
};
Response ParameterProblem(const BadParameter& bad);

// An invalid or missing header, which `parameter` names. `sentence` follows "Header x ".
struct WrongHeader {
  std::string_view name;
  std::string_view sentence;
};
Response HeaderProblem(const WrongHeader& bad);

// A part of a path without its percent-encoding. Nothing if that is malformed, or if the part has a
// character that must be encoded.
std::optional<std::string> DecodePercent(std::string_view text);

// Reads the `{userId}` of a path, and decodes percent-encoding. Nothing if it is not a user id.
std::optional<base::UserId> ReadUserParameter(std::string_view text);
Response UserParameterProblem();

// Reads a parameter as a whole number without sign or leading zero, at most `max`; nothing if the
// text is not such a number.
std::optional<std::int64_t> ReadNumberParameter(std::string_view text, std::int64_t max);

}  // namespace onsale::http
