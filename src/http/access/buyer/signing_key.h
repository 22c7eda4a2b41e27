// A private key of a shop, which signs buyer tokens: for rehearsals and tests. A server has none.
//
// Shape:    the type of the key fixes the algorithm: P-256 is ES256, Ed25519 is EdDSA, RSA of 2048
//           to 4096 bits is RS256.
// Owner:    moved, never copied.
// Threads:  any, concurrently.
// Errors:   FromPem: a sentence for the operator, which shows nothing of the key.
// Source:   RFC 7515; computed by OpenSSL.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "http/access/buyer/verifying_key.h"

namespace onsale::http {

class SigningKey {
 public:
  // Reads a private key in PEM without a password, as `openssl genpkey` writes it.
  static std::expected<SigningKey, std::string> FromPem(std::string_view pem);

  // Takes over `key`. Requires: it has the type of `algorithm`.
  SigningKey(SignatureAlgorithm algorithm, evp_pkey_st* key);

  SignatureAlgorithm algorithm() const { return algorithm_; }
  // The bytes of a signature as a token has them. The same for each call, except with ES256.
  std::string Sign(std::string_view message) const;
  // A token of this header and these claims, both JSON.
  std::string Token(std::string_view header, std::string_view claims) const;

 private:
  struct Free {
    void operator()(evp_pkey_st* key) const;
  };

  SignatureAlgorithm algorithm_;
  std::unique_ptr<evp_pkey_st, Free> key_;
};

}  // namespace onsale::http
