// What stands in a request's path and query, read strictly.
//
// Shape:    values of this API need no percent-encoding, save the `@` of a user's id, which many
//           clients encode.
// Errors:   the problem `invalid-parameter`, with the parameter's name in `parameter`.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/ids.h"
#include "http/response.h"

namespace onsale::http {

struct QueryParameter {
  std::string_view name;
  std::optional<std::string_view> value;  // as sent, undecoded; nothing if absent
};

// Fills in the values. The problem if the query has another parameter, one twice, or one without
// `=`.
std::optional<Response> ReadQuery(std::string_view query, std::span<QueryParameter> parameters);

// The problem with a parameter's value. `wanted` ends the sentence "Parameter x must be ...".
struct BadParameter {
  std::string_view name;
  std::string_view wanted;
};
Response ParameterProblem(const BadParameter& bad);

// A path's `{userId}`, percent-decoded. Nothing if it is no user's id.
std::optional<base::UserId> ReadUserParameter(std::string_view text);
Response UserParameterProblem();

// A whole number without sign or leading zero, at most `max`. Nothing if malformed.
std::optional<std::int64_t> ReadNumberParameter(std::string_view text, std::int64_t max);

}  // namespace onsale::http
