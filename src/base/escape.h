// Escapes any text, so that it can be put inside JSON or HTML.
#pragma once

#include <string>
#include <string_view>

namespace onsale::base {

// Appends `text` as a JSON string, quotes included. A byte that is not UTF-8 becomes U+FFFD. All
// control characters are escaped, so that a terminal can show the JSON.
// Source:   RFC 8259 section 7.
void AppendJsonString(std::string& out, std::string_view text);

// Appends `text` for element content and quoted attributes. A control character, which HTML
// forbids, becomes a space.
void AppendHtml(std::string& out, std::string_view text);

}  // namespace onsale::base
