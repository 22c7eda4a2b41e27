#include "http/access/buyer/signing_key.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <optional>

#include "base/assert.h"
#include "http/access/base64url.h"

namespace onsale::http {
namespace {

constexpr int kRsaBitsMin = 2048;
constexpr int kRsaBitsMax = 4096;

// The algorithm of a key; nothing if a server would not accept its public half.
std::optional<SignatureAlgorithm> AlgorithmOf(const EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "ED25519") == 1) return SignatureAlgorithm::kEdDsa;
  const int bits = EVP_PKEY_get_bits(key);
  if (EVP_PKEY_is_a(key, "RSA") == 1 && bits >= kRsaBitsMin && bits <= kRsaBitsMax) {
    return SignatureAlgorithm::kRs256;
  }
  std::array<char, 32> group{};
  const bool has_group = EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) == 1;
  if (has_group && std::string_view(group.data()) == "prime256v1") {
    return SignatureAlgorithm::kEs256;
  }
  return std::nullopt;
}

// r and s, 32 bytes each, of a signature in DER.
std::string RawOf(const std::string& der) {
  constexpr int kNumberBytes = 32;
  const auto* begin = reinterpret_cast<const unsigned char*>(der.data());
  ECDSA_SIG* const pair = d2i_ECDSA_SIG(nullptr, &begin, static_cast<long>(der.size()));
  ONSALE_ASSERT(pair != nullptr);
  std::string raw(2 * kNumberBytes, '\0');
  auto* const out = reinterpret_cast<unsigned char*>(raw.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(pair), out, kNumberBytes);
  BN_bn2binpad(ECDSA_SIG_get0_s(pair), out + kNumberBytes, kNumberBytes);
  ECDSA_SIG_free(pair);
  return raw;
}

// Never asks the terminal for the password of an encrypted key.
int NoPassword(char*, int, int, void*) {
  return -1;
}

}  // namespace

void SigningKey::Free::operator()(evp_pkey_st* key) const {
  EVP_PKEY_free(key);
}

SigningKey::SigningKey(SignatureAlgorithm algorithm, evp_pkey_st* key)
    : algorithm_(algorithm), key_(key) {}

std::expected<SigningKey, std::string> SigningKey::FromPem(std::string_view pem) {
  BIO* const input = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  EVP_PKEY* const key = PEM_read_bio_PrivateKey(input, nullptr, NoPassword, nullptr);
  BIO_free(input);
  if (key == nullptr) {
    return std::unexpected("the file has no private key in PEM without a password");
  }
  const auto algorithm = AlgorithmOf(key);
  SigningKey made(algorithm.value_or(SignatureAlgorithm::kRs256), key);
  if (algorithm) return made;
  return std::unexpected("the key is not of P-256, Ed25519, or RSA with 2048 to 4096 bits");
}

std::string SigningKey::Sign(std::string_view message) const {
  constexpr std::size_t kSignatureBytesMax = 512;  // of RSA with 4096 bits
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  const char* const digest = algorithm_ == SignatureAlgorithm::kEdDsa ? nullptr : "SHA256";
  std::string signature(kSignatureBytesMax, '\0');
  std::size_t size = signature.size();
  ONSALE_ASSERT(
      EVP_DigestSignInit_ex(context, nullptr, digest, nullptr, nullptr, key_.get(), nullptr) == 1 &&
      EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size,
                     reinterpret_cast<const unsigned char*>(message.data()), message.size()) == 1);
  EVP_MD_CTX_free(context);
  signature.resize(size);
  return algorithm_ == SignatureAlgorithm::kEs256 ? RawOf(signature) : signature;
}

std::string SigningKey::Token(std::string_view header, std::string_view claims) const {
  std::string token;
  const auto append = [&token](std::string_view bytes) {
    AppendBase64Url(token, {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  };
  append(header);
  token += '.';
  append(claims);
  const std::string signature = Sign(token);
  token += '.';
  append(signature);
  return token;
}

}  // namespace onsale::http
