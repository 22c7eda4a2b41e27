// The shop's public keys by their ids, read from a JWKS document.
//
// Shape:    an object whose `keys` lists 1 to 64 keys, in at most 256 KiB. A key for something else
//           is skipped with a warning: an unknown `kty`, `crv` or `alg`, a `use` other than "sig",
//           `key_ops` without "verify", no usable `kid`. At least one key must be left.
// Owner:    a value; the keys are constant.
// Threads:  any, concurrently.
// Errors:   ParseKeySet refuses the whole document, with a sentence that names the key: a member
//           given twice, two keys with one id, a key that is weak, malformed or private.
// Source:   RFC 7517; RFC 8037. Stricter, see docs/identity.md.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "http/access/buyer/verifying_key.h"

namespace onsale::http {

class KeySet {
 public:
  static constexpr std::size_t kBytesMax = std::size_t{256} << 10;  // of a document
  static constexpr std::size_t kKeysMax = 64;
  static constexpr std::size_t kIdBytesMax = 128;

  struct Key {
    std::string id;  // the member `kid`
    VerifyingKey key;
  };

  // Requires: the ids differ.
  explicit KeySet(std::vector<Key> keys) : keys_(std::move(keys)) {}

  // The key with this id; null if there is none.
  const VerifyingKey* Find(std::string_view id) const;
  const std::vector<Key>& keys() const { return keys_; }

 private:
  std::vector<Key> keys_;
};

struct ParsedKeySet {
  KeySet keys;
  std::vector<std::string> warnings;  // a sentence for each key that was skipped
};

std::expected<ParsedKeySet, std::string> ParseKeySet(std::string_view document);

}  // namespace onsale::http
