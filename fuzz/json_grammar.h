// Whether a text is JSON by the letter of the grammar: written from the RFC, sharing no code with the
// readers that it judges.
//
// Source:   RFC 8259; UTF-8 as RFC 3629 has it.
#pragma once

#include <string_view>

namespace onsale::fuzz {

bool IsJson(std::string_view text);

}  // namespace onsale::fuzz
