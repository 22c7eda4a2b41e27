// A second, simple parser of HTTP framing, chunks included, for fuzz targets: it must agree with
// the server's parser on every request that the server accepts.
//
// Errors:   if the parsers disagree, the process ends (expect.h).
// Source:   RFC 9112, sections 5 to 7.
#pragma once

#include <string_view>

#include "http/request.h"

namespace onsale::fuzz {

// Checks that the simple parser agrees with `request`, which the server's parser read from a copy
// of `bytes`, and which takes up all of them. Requires: `bytes` are as received.
void CheckFraming(std::string_view bytes, const http::Request& request);

}  // namespace onsale::fuzz
