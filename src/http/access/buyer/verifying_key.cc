#include "http/access/buyer/verifying_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "base/assert.h"

namespace onsale::http {
namespace {

constexpr std::size_t kCoordinateBytes = 32;
constexpr std::size_t kCurveSignatureBytes = 2 * kCoordinateBytes;
constexpr int kModulusBitsMin = 2048;
constexpr int kModulusBitsMax = 4096;

template <class T, void (*Release)(T*)>
struct Freeing {
  void operator()(T* object) const { Release(object); }
};
using BigNumber = std::unique_ptr<BIGNUM, Freeing<BIGNUM, BN_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freeing<EVP_PKEY_CTX, EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freeing<EVP_MD_CTX, EVP_MD_CTX_free>>;
using CurveSignature = std::unique_ptr<ECDSA_SIG, Freeing<ECDSA_SIG, ECDSA_SIG_free>>;
using ParameterBuilder =
    std::unique_ptr<OSSL_PARAM_BLD, Freeing<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>>;
using KeyParameters = std::unique_ptr<OSSL_PARAM, Freeing<OSSL_PARAM, OSSL_PARAM_free>>;

const unsigned char* OctetsOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

BigNumber NumberFrom(std::string_view bytes) {
  return BigNumber(BN_bin2bn(OctetsOf(bytes), static_cast<int>(bytes.size()), nullptr));
}

// A key of these parameters that OpenSSL accepts; null if it refuses them.
EVP_PKEY* KeyFrom(const char* type, const OSSL_PARAM* parameters) {
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY,
                        const_cast<OSSL_PARAM*>(parameters)) != 1) {
    ERR_clear_error();
    return nullptr;
  }
  // Checks that a point is on its curve, and that a modulus has no small factor and is not a prime.
  const KeyContext check(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  if (check != nullptr && EVP_PKEY_public_check(check.get()) == 1) return key;
  ERR_clear_error();
  EVP_PKEY_free(key);
  return nullptr;
}

// The points of Ed25519 whose order divides 8, without the bit of the sign, including their
// non-canonical encodings: with one of them as key, some signatures verify that nobody made.
constexpr std::array<std::uint8_t, 32> kOfOrderEight[] = {
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
     0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
     0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
     0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
     0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a}};

bool HasSmallOrder(std::string_view point) {
  std::array<std::uint8_t, 32> y;
  std::copy_n(OctetsOf(point), y.size(), y.begin());
  y.back() &= 0x7F;
  if (std::ranges::find(kOfOrderEight, y) != std::end(kOfOrderEight)) return true;
  const auto is = [](std::uint8_t byte) { return [byte](std::uint8_t b) { return b == byte; }; };
  const std::uint8_t first = y.front();
  // y is 0 or 1; or p - 1, p or p + 1, where p = 2^255 - 19.
  if (std::all_of(y.begin() + 1, y.end(), is(0))) return first <= 1;
  return first >= 0xEC && first <= 0xEE && std::all_of(y.begin() + 1, y.end() - 1, is(0xFF)) &&
         y.back() == 0x7F;
}

KeyParameters RsaParameters(const BigNumber& modulus, const BigNumber& exponent) {
  const ParameterBuilder builder(OSSL_PARAM_BLD_new());
  ONSALE_ASSERT(builder != nullptr &&
                OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) == 1 &&
                OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) == 1);
  return KeyParameters(OSSL_PARAM_BLD_to_param(builder.get()));
}

// The DER form of r and s, which OpenSSL takes.
std::optional<std::string> DerOf(std::string_view signature) {
  const CurveSignature pair(ECDSA_SIG_new());
  BigNumber r = NumberFrom(signature.substr(0, kCoordinateBytes));
  BigNumber s = NumberFrom(signature.substr(kCoordinateBytes));
  if (pair == nullptr || r == nullptr || s == nullptr) return std::nullopt;
  // The pair owns the numbers from here on; with two numbers the call succeeds.
  ONSALE_ASSERT(ECDSA_SIG_set0(pair.get(), r.release(), s.release()) == 1);
  std::string der(kCurveSignatureBytes + 8, '\0');
  auto* end = reinterpret_cast<unsigned char*>(der.data());
  const int size = i2d_ECDSA_SIG(pair.get(), &end);
  if (size <= 0) return std::nullopt;
  der.resize(static_cast<std::size_t>(size));
  return der;
}

}  // namespace

std::string_view NameOf(SignatureAlgorithm algorithm) {
  switch (algorithm) {
    case SignatureAlgorithm::kEs256:
      return "ES256";
    case SignatureAlgorithm::kEdDsa:
      return "EdDSA";
    case SignatureAlgorithm::kRs256:
      return "RS256";
  }
  return "";
}

void VerifyingKey::Free::operator()(evp_pkey_st* key) const {
  EVP_PKEY_free(key);
}

VerifyingKey::VerifyingKey(SignatureAlgorithm algorithm, evp_pkey_st* key)
    : algorithm_(algorithm), signature_bytes_(kCurveSignatureBytes), key_(key) {
  if (algorithm == SignatureAlgorithm::kRs256) {
    signature_bytes_ = static_cast<std::size_t>(EVP_PKEY_get_size(key));
  }
}

VerifyingKey::Made VerifyingKey::Es256(EcPoint point) {
  if (point.x.size() != kCoordinateBytes || point.y.size() != kCoordinateBytes) {
    return std::unexpected(R"(needs "x" and "y" of 32 bytes each)");
  }
  std::string encoded = "\x04";  // not compressed
  encoded.append(point.x).append(point.y);
  char curve[] = "P-256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, curve, 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, encoded.data(), encoded.size()),
      OSSL_PARAM_construct_end()};
  EVP_PKEY* const key = KeyFrom("EC", parameters);
  if (key == nullptr) return std::unexpected("is not a point of the curve P-256");
  return VerifyingKey(SignatureAlgorithm::kEs256, key);
}

VerifyingKey::Made VerifyingKey::EdDsa(std::string_view point) {
  if (point.size() != kCoordinateBytes) return std::unexpected(R"(needs "x" of 32 bytes)");
  if (HasSmallOrder(point)) return std::unexpected("is a point of small order");
  std::string encoded(point);
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, encoded.data(), encoded.size()),
      OSSL_PARAM_construct_end()};
  EVP_PKEY* const key = KeyFrom("ED25519", parameters);
  if (key == nullptr) return std::unexpected("is not an Ed25519 key");
  return VerifyingKey(SignatureAlgorithm::kEdDsa, key);
}

VerifyingKey::Made VerifyingKey::Rs256(RsaNumbers numbers) {
  const BigNumber modulus = NumberFrom(numbers.modulus);
  const BigNumber exponent = NumberFrom(numbers.exponent);
  const int bits = modulus == nullptr ? 0 : BN_num_bits(modulus.get());
  if (bits < kModulusBitsMin || bits > kModulusBitsMax) {
    return std::unexpected("needs a modulus of 2048 to 4096 bits");
  }
  if (exponent == nullptr || BN_is_word(exponent.get(), RSA_F4) != 1) {
    return std::unexpected(R"(needs the exponent 65537 ("e": "AQAB"))");
  }
  const KeyParameters parameters = RsaParameters(modulus, exponent);
  EVP_PKEY* const key = KeyFrom("RSA", parameters.get());
  if (key == nullptr) return std::unexpected("has a modulus that is not the product of two primes");
  return VerifyingKey(SignatureAlgorithm::kRs256, key);
}

bool VerifyingKey::Verify(std::string_view message, std::string_view signature) const {
  if (signature.size() != signature_bytes_) return false;
  std::optional<std::string> der;
  if (algorithm_ == SignatureAlgorithm::kEs256) {
    der = DerOf(signature);
    if (!der) return false;
    signature = *der;
  }
  // Ed25519 has its own digest.
  const char* const digest = algorithm_ == SignatureAlgorithm::kEdDsa ? nullptr : "SHA256";
  const DigestContext context(EVP_MD_CTX_new());
  const bool verified = context != nullptr &&
                        EVP_DigestVerifyInit_ex(context.get(), nullptr, digest, nullptr, nullptr,
                                                key_.get(), nullptr) == 1 &&
                        EVP_DigestVerify(context.get(), OctetsOf(signature), signature.size(),
                                         OctetsOf(message), message.size()) == 1;
  // Errors left in the thread's queue would be read as those of its next call of OpenSSL.
  if (!verified) ERR_clear_error();
  return verified;
}

}  // namespace onsale::http
