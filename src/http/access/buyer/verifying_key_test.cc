#include "http/access/buyer/verifying_key.h"

#include <gtest/gtest.h>

#include "http/access/base64url.h"
#include "http/access/buyer/key_set.h"
#include "http/access/buyer/token_signer_testing.h"

namespace onsale::http {
namespace {

constexpr std::string_view kRfcClaims =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
    "fQ";

struct SignedMessage {
  SignatureAlgorithm algorithm;
  std::string message;
  std::string_view signature;
};

// RFC 7515 appendices A.2 and A.3, RFC 8037 appendix A.4.
const SignedMessage kRfcMessages[] = {
    {SignatureAlgorithm::kRs256, "eyJhbGciOiJSUzI1NiJ9." + std::string(kRfcClaims),
     "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5"
     "jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb"
     "1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QO"
     "YEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"},
    {SignatureAlgorithm::kEs256, "eyJhbGciOiJFUzI1NiJ9." + std::string(kRfcClaims),
     "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"},
    {SignatureAlgorithm::kEdDsa, "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
     "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"},
};

// A set that holds the public key of the RFC for this algorithm as `k`.
KeySet RfcKey(SignatureAlgorithm algorithm) {
  return ParseKeySet(R"({"keys":[)" + TokenSigner(algorithm).Jwk("k") + "]}").value().keys;
}

TEST(VerifyingKeyTest, TheExamplesOfTheRfcsVerify) {
  for (const SignedMessage& example : kRfcMessages) {
    const KeySet keys = RfcKey(example.algorithm);
    const std::string signature = DecodeBase64Url(example.signature).value();
    EXPECT_EQ(keys.Find("k")->algorithm(), example.algorithm);
    EXPECT_TRUE(keys.Find("k")->Verify(example.message, signature)) << example.message;
    EXPECT_FALSE(keys.Find("k")->Verify(example.message + "A", signature)) << example.message;
  }
}

// Ed25519 and PKCS #1 v1.5 have one signature for a message; the signer of the tests makes it.
TEST(VerifyingKeyTest, TheSignerOfTheTestsMakesTheSignaturesOfTheRfcs) {
  for (const SignedMessage& example : kRfcMessages) {
    if (example.algorithm == SignatureAlgorithm::kEs256) continue;
    EXPECT_EQ(Base64UrlOf(TokenSigner(example.algorithm).Sign(example.message)), example.signature);
  }
}

TEST(VerifyingKeyTest, ASignatureOfAnotherLengthIsRefused) {
  for (const SignedMessage& example : kRfcMessages) {
    const KeySet keys = RfcKey(example.algorithm);
    const std::string signature = DecodeBase64Url(example.signature).value();
    for (const std::string& other :
         {std::string(), signature + '\0', '\0' + signature, signature + signature,
          signature.substr(1), signature.substr(0, signature.size() - 1)}) {
      EXPECT_FALSE(keys.Find("k")->Verify(example.message, other)) << other.size();
    }
  }
}

// r and s must be from 1 to n - 1: with r = 0 some libraries accept every message.
TEST(VerifyingKeyTest, AnEcdsaSignatureWithNumbersOutOfRangeIsRefused) {
  const KeySet keys = RfcKey(SignatureAlgorithm::kEs256);
  const std::string good = TokenSigner(SignatureAlgorithm::kEs256).Sign("m");
  ASSERT_TRUE(keys.Find("k")->Verify("m", good));
  const std::string zero(32, '\0');
  const std::string all(32, '\xFF');
  const std::string order =
      DecodeBase64Url("_____wAAAAD__________7zm-q2nF56E87nKwvxjJVE").value();  // n of P-256
  for (const std::string& number : {zero, all, order}) {
    EXPECT_FALSE(keys.Find("k")->Verify("m", number + number));
    EXPECT_FALSE(keys.Find("k")->Verify("m", number + good.substr(32)));
    EXPECT_FALSE(keys.Find("k")->Verify("m", good.substr(0, 32) + number));
  }
}

}  // namespace
}  // namespace onsale::http
