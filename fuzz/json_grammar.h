// Checks whether a text is JSON: written from the grammar of the RFC, independently of the readers
// under test.
//
// Source:   RFC 8259; RFC 3629 for UTF-8.
#pragma once

#include <string_view>

namespace onsale::fuzz {

bool IsJson(std::string_view text);

}  // namespace onsale::fuzz
