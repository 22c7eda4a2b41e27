// Seals queue tokens: the credential in clear, and a seal that only this deployment can make.
//
// Shape:    base64url without padding, numbers in network order. Seal writes version 2, 55
//           characters:
//             1 version (2) | 4 key id | 4 room | 8 queue number | 8 issued_at, microseconds
//             | 16 HMAC-SHA-256 of the bytes before, truncated
//           Open also accepts version 1, from before key ids existed, 50 characters:
//             1 version (1) | 4 room | 8 queue number | 8 issued_at | 16 HMAC-SHA-256
//           The queue number and the key id are not secret. Without the key a token cannot be made
//           or changed, and nothing that is stored with the rows helps to make one.
// Threads:  one at a time; each thread has its own (http/access/current_seal_keys.h).
// Errors:   Open returns nothing for any text that Seal with the same keys has not made. Seals are
//           compared in constant time; the key id of a token, and whether it is one of these keys,
//           is not secret.
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

// The id of a token key: the first bytes of the key's digest. Public.
struct SealKeyId {
  std::uint32_t value = 0;

  auto operator<=>(const SealKeyId&) const = default;
  std::string ToHex() const;  // e.g. `5f3a91c2`
};

// The digest of a token key, which the nodes of a sale compare in place of the key.
base::Sha256Digest DigestOf(const base::SecretKey& key);
SealKeyId IdOf(const base::SecretKey& key);

// The token keys in use: new tokens are sealed with `seals`; tokens of either key open. Requires:
// the keys have different ids.
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
  // A seal with a single key.
  explicit TokenSeal(const std::array<std::uint8_t, 32>& key);
  ~TokenSeal();
  TokenSeal(const TokenSeal&) = delete;
  TokenSeal& operator=(const TokenSeal&) = delete;

  SealKeyIds ids() const;
  std::string Seal(const domain::Credential& credential);
  std::optional<domain::Credential> Open(std::string_view token);

 private:
  struct Key;
  std::optional<domain::Credential> OpenFirst(std::string_view token);
  std::optional<domain::Credential> OpenSecond(std::string_view token);

  std::unique_ptr<Key> seals_;
  std::unique_ptr<Key> opens_;  // null if there is only one key
};

}  // namespace onsale::http
