// A second, simple parser of HTTP framing: it must agree with the server's on every accepted
// request.
//
// Errors:   if the parsers disagree, the process ends (expect.h).
// Source:   RFC 9112, sections 5 and 6.
#pragma once

#include <string_view>

#include "http/request.h"

namespace onsale::fuzz {

// Checks one request; `bytes` are exactly its bytes, as the server's parser counts them.
void CheckFraming(std::string_view bytes, const http::Request& request);

}  // namespace onsale::fuzz
