// A second, plain reading of one HTTP request that the parser took: what two servers in a row must
// agree on.
//
// Errors:   a disagreement ends the process (expect.h).
// Source:   RFC 9112, sections 5 and 6.
#pragma once

#include <string_view>

#include "http/request.h"

namespace onsale::fuzz {

// `bytes`: exactly those that the parser counts as the request.
void CheckFraming(std::string_view bytes, const http::Request& request);

}  // namespace onsale::fuzz
