// HMAC-SHA-256 with one key.
//
// Units:    key and result have 32 bytes each.
// Threads:  one at a time. Of reuses one context of OpenSSL, because a new one for each text costs
//           more than the text (docs/decisions/0020-hmac-by-evp-mac.md).
// Source:   RFC 2104, FIPS 180-4; computed by OpenSSL.
#pragma once

#include <cstdint>
#include <span>

#include "base/secret.h"
#include "base/sha256.h"

struct evp_mac_ctx_st;  // EVP_MAC_CTX

namespace onsale::base {

class HmacSha256 {
 public:
  explicit HmacSha256(const SecretKey& key);
  ~HmacSha256();
  HmacSha256(const HmacSha256&) = delete;
  HmacSha256& operator=(const HmacSha256&) = delete;

  Sha256Digest Of(std::span<const std::uint8_t> bytes);

 private:
  evp_mac_ctx_st* const context_;  // OpenSSL overwrites its copy of the key when it is freed
};

}  // namespace onsale::base
