// Writes any bytes as a JSON string.
//
// Errors:   none: a byte that is not valid UTF-8 is replaced by U+FFFD.
// Source:   RFC 8259 section 7. Control characters that it does not list (DEL, C1) are escaped too,
//           so that a terminal can show the JSON.
#pragma once

#include <string>
#include <string_view>

namespace onsale::app {

// Appends `text` with its quotes.
void AppendJsonString(std::string& out, std::string_view text);

}  // namespace onsale::app
