// Any bytes as a JSON string.
//
// Errors:   none: bytes that are no UTF-8 come out as U+FFFD, one for each.
// Source:   RFC 8259 section 7. Control characters beyond its list (DEL, C1) are escaped too, so
//           that a line of JSON can be shown on a terminal.
#pragma once

#include <string>
#include <string_view>

namespace onsale::app {

// Appends `text` with its quotes.
void AppendJsonString(std::string& out, std::string_view text);

}  // namespace onsale::app
