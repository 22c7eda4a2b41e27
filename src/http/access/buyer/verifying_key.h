// A public key of the shop, which verifies the signatures of buyer tokens.
//
// Units:    coordinates, moduli and signatures are bytes, numbers in network order.
// Shape:    a key has one algorithm, and verifies signatures of that algorithm only:
//             ES256  P-256; a signature is r and s, 32 bytes each (not DER)
//             EdDSA  Ed25519; a signature has 64 bytes
//             RS256  PKCS #1 v1.5; a signature is as long as the modulus
//           An ES256 signature has a second valid form (r, n - s), so the text of a token does not
//           identify it.
// Owner:    moved, never copied.
// Threads:  any, concurrently.
// Errors:   a constructor returns what is wrong with the key. Verify returns false for whatever is
//           not a signature of the message by this key.
// Source:   RFC 7518 sections 3.3, 3.4 and 6; RFC 8037; computed by OpenSSL.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string_view>

struct evp_pkey_st;  // EVP_PKEY

namespace onsale::http {

enum class SignatureAlgorithm : std::uint8_t { kEs256, kEdDsa, kRs256 };

// The algorithm's name in a header: `ES256`, `EdDSA`, `RS256`.
std::string_view NameOf(SignatureAlgorithm algorithm);

struct EcPoint {
  std::string_view x;
  std::string_view y;
};

struct RsaNumbers {
  std::string_view modulus;   // 2048 to 4096 bits
  std::string_view exponent;  // 65537
};

class VerifyingKey {
 public:
  // The error is the end of a sentence that begins with the name of the key.
  using Made = std::expected<VerifyingKey, std::string_view>;

  static Made Es256(EcPoint point);
  static Made EdDsa(std::string_view point);
  static Made Rs256(RsaNumbers numbers);

  SignatureAlgorithm algorithm() const { return algorithm_; }
  bool Verify(std::string_view message, std::string_view signature) const;

 private:
  struct Free {
    void operator()(evp_pkey_st* key) const;
  };

  VerifyingKey(SignatureAlgorithm algorithm, evp_pkey_st* key);

  SignatureAlgorithm algorithm_;
  std::size_t signature_bytes_;
  std::unique_ptr<evp_pkey_st, Free> key_;
};

}  // namespace onsale::http
