// The credentials of an `Authorization: Bearer` header.
//
// Shape:    a part of the header. The memory of received credentials is not wiped: like any request
//           they stay in the connection's buffer until they are overwritten.
// Threads:  any.
// Source:   RFC 6750, section 2.1.
#pragma once

#include <optional>
#include <string_view>

namespace onsale::http {

// The token after `Bearer` in an Authorization header; nothing if the header has another form.
std::optional<std::string_view> ReadBearer(std::string_view authorization);

}  // namespace onsale::http
