// The key that an operator's calls carry: `Authorization: Bearer <key>`.
//
// Shape:    keeps the key's SHA-256 only, and compares digests in constant time, so that the clock does
//           not tell it. A request that carries the key is in its connection's buffer like any other, and
//           stays in that memory until something else is written there.
// Threads:  any; a value that does not change.
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

// What stands behind `Bearer` in the header's value; nothing if it is of another form.
std::optional<std::string_view> ReadBearer(std::string_view authorization);

}  // namespace onsale::http
