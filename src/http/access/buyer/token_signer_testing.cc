#include "http/access/buyer/token_signer_testing.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <vector>

#include "base/assert.h"
#include "http/access/base64url.h"

namespace onsale::http {
namespace {

constexpr std::string_view kCurveX = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
constexpr std::string_view kCurveY = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
constexpr std::string_view kCurveSecret = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI";
constexpr std::string_view kEdwardsX = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
constexpr std::string_view kEdwardsSecret = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
constexpr std::string_view kModulus =
    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4"
    "d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5re"
    "xMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxX"
    "FvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
constexpr std::string_view kRsaSecret =
    "Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXO"
    "oAJe46sui395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51"
    "gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3c"
    "cPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ";

// Builds a private key from members of its JWK. OpenSSL fails here only if memory runs out.
class PrivateKeyBuilder {
 public:
  PrivateKeyBuilder() : builder_(OSSL_PARAM_BLD_new()) {}
  ~PrivateKeyBuilder() {
    OSSL_PARAM_BLD_free(builder_);
    for (BIGNUM* const number : numbers_) BN_free(number);
  }
  PrivateKeyBuilder(const PrivateKeyBuilder&) = delete;
  PrivateKeyBuilder& operator=(const PrivateKeyBuilder&) = delete;

  void Number(const char* name, std::string_view encoded) {
    const std::string bytes = DecodeBase64Url(encoded).value();
    numbers_.push_back(BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()),
                                 static_cast<int>(bytes.size()), nullptr));
    ONSALE_ASSERT(OSSL_PARAM_BLD_push_BN(builder_, name, numbers_.back()) == 1);
  }
  // Requires: `bytes` outlives the builder.
  void Octets(const char* name, const std::string& bytes) {
    ONSALE_ASSERT(OSSL_PARAM_BLD_push_octet_string(builder_, name, bytes.data(), bytes.size()) ==
                  1);
  }
  void Group(const char* group) {
    ONSALE_ASSERT(OSSL_PARAM_BLD_push_utf8_string(builder_, OSSL_PKEY_PARAM_GROUP_NAME, group, 0) ==
                  1);
  }
  EVP_PKEY* Build(const char* type) {
    OSSL_PARAM* const parameters = OSSL_PARAM_BLD_to_param(builder_);
    EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr);
    EVP_PKEY* key = nullptr;
    ONSALE_ASSERT(EVP_PKEY_fromdata_init(context) == 1 &&
                  EVP_PKEY_fromdata(context, &key, EVP_PKEY_KEYPAIR, parameters) == 1);
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_free(parameters);
    return key;
  }

 private:
  OSSL_PARAM_BLD* builder_;
  std::vector<BIGNUM*> numbers_;
};

EVP_PKEY* PrivateKey(SignatureAlgorithm algorithm) {
  const std::string edwards = DecodeBase64Url(kEdwardsSecret).value();
  const std::string point =
      "\x04" + DecodeBase64Url(kCurveX).value() + DecodeBase64Url(kCurveY).value();
  PrivateKeyBuilder builder;
  switch (algorithm) {
    case SignatureAlgorithm::kEs256:
      builder.Group("P-256");
      builder.Octets(OSSL_PKEY_PARAM_PUB_KEY, point);
      builder.Number(OSSL_PKEY_PARAM_PRIV_KEY, kCurveSecret);
      return builder.Build("EC");
    case SignatureAlgorithm::kEdDsa:
      builder.Octets(OSSL_PKEY_PARAM_PRIV_KEY, edwards);
      return builder.Build("ED25519");
    case SignatureAlgorithm::kRs256:
      builder.Number(OSSL_PKEY_PARAM_RSA_N, kModulus);
      builder.Number(OSSL_PKEY_PARAM_RSA_E, "AQAB");
      builder.Number(OSSL_PKEY_PARAM_RSA_D, kRsaSecret);
      return builder.Build("RSA");
  }
  return nullptr;
}

}  // namespace

std::string Base64UrlOf(std::string_view bytes) {
  std::string text;
  AppendBase64Url(text, {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  return text;
}

TokenSigner::TokenSigner(SignatureAlgorithm algorithm) : key_(algorithm, PrivateKey(algorithm)) {}

std::string TokenSigner::Jwk(std::string_view id) const {
  const std::string kid = R"("kid":")" + std::string(id) + '"';
  switch (key_.algorithm()) {
    case SignatureAlgorithm::kEs256:
      return R"({"kty":"EC","crv":"P-256","x":")" + std::string(kCurveX) + R"(","y":")" +
             std::string(kCurveY) + "\"," + kid + '}';
    case SignatureAlgorithm::kEdDsa:
      return R"({"kty":"OKP","crv":"Ed25519","x":")" + std::string(kEdwardsX) + "\"," + kid + '}';
    case SignatureAlgorithm::kRs256:
      return R"({"kty":"RSA","e":"AQAB","n":")" + std::string(kModulus) + "\"," + kid + '}';
  }
  return "";
}

}  // namespace onsale::http
