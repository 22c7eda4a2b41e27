// The Idempotency-Key header.
//
// Shape:    a structured-field string in quotes, as the draft has it, or bare, as most clients send
//           it; 1 to 255 visible ASCII characters either way.
// Errors:   nothing for any other text.
// Source:   draft-ietf-httpapi-idempotency-key-header-07; RFC 8941, section 3.3.3.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace onsale::http {

std::optional<std::string> ParseRetryKey(std::string_view header);

}  // namespace onsale::http
