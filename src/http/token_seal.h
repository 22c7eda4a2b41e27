// Queue tokens as clients carry them: what names the place, and a seal that only this deployment
// can make.
//
// Shape:    base64url without padding, numbers in network order. Sealed is version 2, 55 characters:
//             1 version (2) | 4 key id | 4 room | 8 place | 8 issued_at, microseconds
//             | 16 HMAC-SHA-256 of the bytes before, cut short
//           Opened is also version 1, which programs before key ids made, 50 characters:
//             1 version (1) | 4 room | 8 place | 8 issued_at | 16 HMAC-SHA-256
//           A token is not secret about its place or its key's id; it cannot be made or changed
//           without the key, and nothing that is stored with the rows helps in making one.
// Threads:  any, at once.
// Errors:   Open gives nothing for whatever Seal with the same keys has not made. It takes as long
//           for a seal that is nearly right as for one that is wholly wrong. Which key a token
//           names is no secret, and neither is whether it is one of these.
// Source:   RFC 2104; RFC 4648 section 5.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "base/sha256.h"
#include "domain/views.h"

namespace onsale::http {

// The first bytes of a key's digest. Public.
struct SealKeyId {
  std::uint32_t value = 0;

  auto operator<=>(const SealKeyId&) const = default;
  std::string ToHex() const;  // `5f3a91c2`
};

// What the nodes of a sale compare instead of the key itself.
base::Sha256Digest DigestOf(const base::SecretKey& key);
SealKeyId IdOf(const base::SecretKey& key);

// New tokens are sealed with one key; those of either key open. Requires: two ids.
struct SealKeys {
  base::SecretKey seals;
  std::optional<base::SecretKey> opens;

  bool operator==(const SealKeys&) const = default;
};
struct SealKeyIds {
  SealKeyId seals;
  std::optional<SealKeyId> opens;

  bool operator==(const SealKeyIds&) const = default;
  bool Contains(SealKeyId id) const { return seals == id || opens == id; }
};
SealKeyIds IdsOf(const SealKeys& keys);

class TokenSeal {
 public:
  explicit TokenSeal(const SealKeys& keys);
  // With one key.
  explicit TokenSeal(const std::array<std::uint8_t, 32>& key);
  ~TokenSeal();
  TokenSeal(const TokenSeal&) = delete;
  TokenSeal& operator=(const TokenSeal&) = delete;

  SealKeyIds ids() const;
  std::string Seal(const domain::Credential& credential) const;
  std::optional<domain::Credential> Open(std::string_view token) const;

 private:
  class Key;
  std::optional<domain::Credential> OpenFirst(std::string_view token) const;
  std::optional<domain::Credential> OpenSecond(std::string_view token) const;

  std::unique_ptr<const Key> seals_;
  std::unique_ptr<const Key> opens_;  // null if there is one key
};

}  // namespace onsale::http
