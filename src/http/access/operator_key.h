// The operator's key, sent as `Authorization: Bearer <key>`.
//
// Shape:    the server keeps only the SHA-256 of the key, and compares digests in constant time
//           against timing attacks. The memory of a received key is not wiped: like any request it
//           stays in the connection's buffer until it is overwritten.
// Threads:  any; a constant value.
// Source:   RFC 6750, section 2.1.
#pragma once

#include <optional>
#include <string_view>

#include "base/sha256.h"

namespace onsale::http {

class OperatorKey {
 public:
  explicit OperatorKey(std::string_view key) : digest_(base::Sha256Of(key)) {}

  bool Is(std::string_view key) const;

 private:
  base::Sha256Digest digest_;
};

// The token after `Bearer` in an Authorization header; nothing if the header has another form.
std::optional<std::string_view> ReadBearer(std::string_view authorization);

}  // namespace onsale::http
