// A second, simple parser for one HTTP request that the first one accepted: both must agree.
//
// Errors:   a disagreement ends the process (expect.h).
// Source:   RFC 9112, sections 5 and 6.
#pragma once

#include <string_view>

#include "http/request.h"

namespace onsale::fuzz {

// `bytes`: exactly those of the request, as the parser counts them.
void CheckFraming(std::string_view bytes, const http::Request& request);

}  // namespace onsale::fuzz
