// Parses the Idempotency-Key header.
//
// Shape:    the key is a quoted structured-field string, as in the draft, or the bare text that
//           most clients send; in both, 1 to 255 visible ASCII characters.
// Errors:   returns nothing for any other text.
// Source:   draft-ietf-httpapi-idempotency-key-header-07; RFC 8941, section 3.3.3.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace onsale::http {

std::optional<std::string> ParseIdempotencyKey(std::string_view header);

}  // namespace onsale::http
