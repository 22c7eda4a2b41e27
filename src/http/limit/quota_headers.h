// The header fields by which a client learns its limit.
//
//   RateLimit-Policy: "polls";q=60;w=15      60 calls in each 15 seconds
//   RateLimit: "polls";r=41;t=5              41 calls are left; all 60 in 5 seconds
//
// Shape:    of the policy, `q` is the burst and `w` the time in which an unused limit is restored.
//           Of the state, `r` is what is left and `t` when all of it is restored. Seconds are
//           rounded up. A refused call also gets Retry-After (problem/problem.h).
// Source:   draft-ietf-httpapi-ratelimit-headers-11, an Internet-Draft, which defines two lists of
//           quoted policy names with parameters (RFC 9651): in RateLimit-Policy `q`, the quota
//           allocated by the policy, is required and `w`, the window in seconds, is optional; in
//           RateLimit `r`, the available quota, is required and `t`, in seconds, is optional.
#pragma once

#include <cstdint>

#include "http/limit/limiter.h"
#include "http/response.h"

namespace onsale::http {

void AddQuotaHeaders(Response& response, const Quota& quota);

// The whole seconds after which a refused call conforms; at least 1.
std::int64_t RetryAfterSeconds(const Quota& quota);

}  // namespace onsale::http
