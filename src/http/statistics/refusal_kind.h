// Why requests were refused, in few kinds, for the series of the last 24 hours.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "http/statistics/call_counts.h"

namespace onsale::http {

enum class RefusalKind : std::uint8_t {
  kRequest,   // the request is malformed, or of something that does not exist
  kCaller,    // a key, a buyer token, a scope or a challenge is missing or wrong
  kQueue,     // the queue check: no token, not admitted, or the turn is over
  kSeats,     // the seats are held or sold, or the block would leave a single one
  kRule,      // any other rule of the sale, such as a limit of holds
  kLimit,     // too many calls
  kOverload,  // 503
  kNone,      // a failure, not a refusal; has no name
};
inline constexpr std::array<std::string_view, 7> kRefusalKinds{
    "request", "caller", "queue", "seats", "rule", "limit", "overload"};

// The kind of each problem, by Response::problem.
using ProblemKinds = std::array<RefusalKind, kProblemsMax>;

}  // namespace onsale::http
