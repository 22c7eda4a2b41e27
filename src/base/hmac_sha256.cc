#include "base/hmac_sha256.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "base/assert.h"

namespace onsale::base {

// OpenSSL's HMAC with a key. The asserted calls fail only if memory runs out, or if OpenSSL is set
// up without HMAC or SHA-256.
class HmacSha256::Context {
 public:
  // Sets the key; the bytes follow with Add.
  explicit Context(const SecretKey& key) {
    EVP_MAC* const hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    context_ = EVP_MAC_CTX_new(hmac);
    EVP_MAC_free(hmac);
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end()};
    ONSALE_ASSERT(context_ != nullptr &&
                  EVP_MAC_init(context_, key.bytes().data(), key.bytes().size(), parameters) == 1);
  }
  Context(const Context& ready) : context_(EVP_MAC_CTX_dup(ready.context_)) {
    ONSALE_ASSERT(context_ != nullptr);
  }
  // OpenSSL overwrites its copy of the key here.
  ~Context() { EVP_MAC_CTX_free(context_); }
  Context& operator=(const Context&) = delete;

  void Add(std::span<const std::uint8_t> bytes) {
    ONSALE_ASSERT(EVP_MAC_update(context_, bytes.data(), bytes.size()) == 1);
  }
  Sha256Digest Finish() {
    Sha256Digest mac;
    std::size_t size = 0;
    ONSALE_ASSERT(EVP_MAC_final(context_, mac.bytes.data(), &size, mac.bytes.size()) == 1 &&
                  size == mac.bytes.size());
    return mac;
  }

 private:
  EVP_MAC_CTX* context_;
};

HmacSha256::HmacSha256(const SecretKey& key) : keyed_(std::make_unique<const Context>(key)) {}
HmacSha256::~HmacSha256() = default;

Sha256Digest HmacSha256::Of(std::span<const std::uint8_t> bytes) const {
  Context copy(*keyed_);
  copy.Add(bytes);
  return copy.Finish();
}

}  // namespace onsale::base
