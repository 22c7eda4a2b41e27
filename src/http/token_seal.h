// Queue tokens as clients carry them: what names the place, and a seal that only this deployment
// can make.
//
// Shape:    base64url without padding, 50 characters, of 37 bytes, numbers in network order:
//             1 version (1) | 4 room | 8 place | 8 issued_at, microseconds | 16 HMAC-SHA-256, cut
//             short
//           A token is not secret about its place; it cannot be made or changed without the key,
//           and nothing that is stored with the rows helps in making one.
// Threads:  any, at once.
// Errors:   Open gives nothing for whatever Seal with the same key has not made. It takes as long
//           for a seal that is nearly right as for one that is wholly wrong.
// Source:   RFC 2104; RFC 4648 section 5.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "domain/views.h"

namespace onsale::http {

class TokenSeal {
 public:
  explicit TokenSeal(std::array<std::uint8_t, 32> key);
  ~TokenSeal();
  TokenSeal(const TokenSeal&) = delete;
  TokenSeal& operator=(const TokenSeal&) = delete;

  std::string Seal(const domain::Credential& credential) const;
  std::optional<domain::Credential> Open(std::string_view token) const;

 private:
  class Mac;
  std::unique_ptr<const Mac> mac_;
};

}  // namespace onsale::http
