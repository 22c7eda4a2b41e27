// HMAC-SHA-256 with one key.
//
// Units:    key and result have 32 bytes each.
// Threads:  any, concurrently.
// Source:   RFC 2104, FIPS 180-4; computed by OpenSSL.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "base/secret.h"
#include "base/sha256.h"

namespace onsale::base {

class HmacSha256 {
 public:
  explicit HmacSha256(const SecretKey& key);
  ~HmacSha256();
  HmacSha256(const HmacSha256&) = delete;
  HmacSha256& operator=(const HmacSha256&) = delete;

  Sha256Digest Of(std::span<const std::uint8_t> bytes) const;

 private:
  class Context;
  std::unique_ptr<const Context> keyed_;
};

}  // namespace onsale::base
