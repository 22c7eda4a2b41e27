#include "base/hmac_sha256.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "base/assert.h"

namespace onsale::base {
namespace {

EVP_MAC_CTX* NewHmac() {
  EVP_MAC* const hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  EVP_MAC_CTX* const context = EVP_MAC_CTX_new(hmac);
  EVP_MAC_free(hmac);
  return context;
}

}  // namespace

// The asserted calls fail only if memory runs out, or if OpenSSL is set up without HMAC or SHA-256.

HmacSha256::HmacSha256(const SecretKey& key) : context_(NewHmac()) {
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_end()};
  ONSALE_ASSERT(context_ != nullptr &&
                EVP_MAC_init(context_, key.bytes().data(), key.bytes().size(), parameters) == 1);
}

HmacSha256::~HmacSha256() {
  EVP_MAC_CTX_free(context_);
}

Sha256Digest HmacSha256::Of(std::span<const std::uint8_t> bytes) {
  Sha256Digest mac;
  std::size_t size = 0;
  ONSALE_ASSERT(EVP_MAC_init(context_, nullptr, 0, nullptr) == 1);  // starts again, same key
  ONSALE_ASSERT(EVP_MAC_update(context_, bytes.data(), bytes.size()) == 1 &&
                EVP_MAC_final(context_, mac.bytes.data(), &size, mac.bytes.size()) == 1 &&
                size == mac.bytes.size());
  return mac;
}

}  // namespace onsale::base
