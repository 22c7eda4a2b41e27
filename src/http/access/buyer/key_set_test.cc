#include "http/access/buyer/key_set.h"

#include <gtest/gtest.h>

#include <utility>

#include "http/access/buyer/token_signer_testing.h"

namespace onsale::http {
namespace {

const std::string kEs = TokenSigner(SignatureAlgorithm::kEs256).Jwk("es");
const std::string kEd = TokenSigner(SignatureAlgorithm::kEdDsa).Jwk("ed");
const std::string kRs = TokenSigner(SignatureAlgorithm::kRs256).Jwk("rs");

std::string SetOf(const std::string& keys) {
  return R"({"keys":[)" + keys + "]}";
}

// The JWK with these members before its own.
std::string With(const std::string& members, const std::string& jwk) {
  return '{' + members + ',' + jwk.substr(1);
}

std::string RsaKey(const std::string& modulus, std::string_view exponent = "AQAB") {
  return R"({"kty":"RSA","kid":"rs","n":")" + Base64UrlOf(modulus) + R"(","e":")" +
         std::string(exponent) + "\"}";
}

std::string EdwardsKey(const std::string& encoded) {
  return R"({"kty":"OKP","crv":"Ed25519","kid":"e2","x":")" + encoded + "\"}";
}

// The error of a document; empty if it is accepted.
std::string ErrorOf(const std::string& document) {
  const auto parsed = ParseKeySet(document);
  return parsed ? "" : parsed.error();
}

TEST(KeySetTest, KeysAreFoundByTheirIds) {
  const auto parsed = ParseKeySet(SetOf(kEs + ',' + kEd + ',' + kRs));
  ASSERT_TRUE(parsed) << parsed.error();
  EXPECT_TRUE(parsed->warnings.empty());
  EXPECT_EQ(parsed->keys.Find("es")->algorithm(), SignatureAlgorithm::kEs256);
  EXPECT_EQ(parsed->keys.Find("ed")->algorithm(), SignatureAlgorithm::kEdDsa);
  EXPECT_EQ(parsed->keys.Find("rs")->algorithm(), SignatureAlgorithm::kRs256);
  for (const char* const id : {"", "e", "ES", "es ", "ess"}) {
    EXPECT_EQ(parsed->keys.Find(id), nullptr) << id;
  }
}

TEST(KeySetTest, UsesThatMatchAndUnknownMembersAreAccepted) {
  const std::string members = R"("use":"sig","key_ops":["verify"],"alg":"ES256","x5t":"a","b":[1])";
  const auto parsed = ParseKeySet(R"({"a":{},"keys":[)" + With(members, kEs) + "]}");
  ASSERT_TRUE(parsed) << parsed.error();
  EXPECT_TRUE(parsed->warnings.empty());
}

TEST(KeySetTest, AnIdOf128BytesIsAccepted) {
  const std::string id(128, 'k');
  const auto parsed = ParseKeySet(SetOf(TokenSigner(SignatureAlgorithm::kEs256).Jwk(id)));
  ASSERT_TRUE(parsed) << parsed.error();
  EXPECT_NE(parsed->keys.Find(id), nullptr);
}

TEST(KeySetTest, ASetOf64KeysIsAccepted) {
  std::string many = kEd;
  for (int i = 1; i < 64; ++i) many += R"(,{"kty":"oct"})";
  EXPECT_EQ(ErrorOf(SetOf(many)), "");
}

TEST(KeySetTest, AKeyForSomethingElseIsSkippedWithAWarning) {
  const std::pair<std::string, std::string> cases[] = {
      {R"({"kty":"oct","kid":"h","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMko"})", "key \"h\""},
      {R"({"kty":"EC","crv":"P-384","kid":"x","x":"","y":""})", R"("kty" and "crv")"},
      {R"({"kty":"OKP","crv":"X25519","kid":"x","x":""})", R"("kty" and "crv")"},
      {R"({"kty":7})", "key 1 is skipped"},
      {"{}", "key 1 is skipped"},
      {"5", "key 1 is skipped"},
      {With(R"("use":"enc")", kRs), R"("use")"},
      {With(R"("use":1)", kRs), R"("use")"},
      {With(R"("key_ops":["sign","encrypt"])", kEs), R"("key_ops")"},
      {With(R"("key_ops":"verify")", kEs), R"("key_ops")"},
      {With(R"("alg":"PS256")", kRs), R"("alg")"},
      {With(R"("alg":"RS256")", kEs), R"("alg")"},
      {With(R"("alg":"HS256")", kRs), R"("alg")"},
      {TokenSigner(SignatureAlgorithm::kEs256).Jwk(""), R"("kid")"},
      {TokenSigner(SignatureAlgorithm::kEs256).Jwk(std::string(129, 'k')), R"("kid")"},
      {R"({"kty":"RSA","e":"AQAB","n":"AA"})", R"("kid")"},
  };
  for (const auto& [key, part] : cases) {
    const auto parsed = ParseKeySet(SetOf(key + ',' + kEd));
    ASSERT_TRUE(parsed) << key << parsed.error();
    ASSERT_EQ(parsed->warnings.size(), 1U) << key;
    EXPECT_NE(parsed->warnings[0].find(part), std::string::npos) << parsed->warnings[0];
    EXPECT_EQ(parsed->keys.keys().size(), 1U) << key;
  }
}

TEST(KeySetTest, OneBadKeyRefusesTheWholeSet) {
  const std::string big(256, '\xFF');
  const std::pair<std::string, std::string> cases[] = {
      {TokenSigner(SignatureAlgorithm::kRs256).Jwk("ed"), "two keys"},
      {With(R"("d":"AA")", kEs), "private"},
      {With(R"("p":"AA")", kRs), "private"},
      {RsaKey(big.substr(128)), "2048 to 4096 bits"},
      {RsaKey('\x7F' + big.substr(1)), "2048 to 4096 bits"},
      {RsaKey('\x01' + big + big), "2048 to 4096 bits"},
      {RsaKey(""), "2048 to 4096 bits"},
      {RsaKey(big.substr(1) + '\xFE'), "product of two primes"},
      {RsaKey(big + big), "product of two primes"},  // of 4096 bits
      {R"({"kty":"RSA","kid":"rs","e":"AQAB"})", "2048 to 4096 bits"},
      {RsaKey(big, "Aw"), "65537"},
      {RsaKey(big, "AQ"), "65537"},
      {RsaKey(big, ""), "65537"},
      {R"({"kty":"EC","crv":"P-256","kid":"es","x":"AA","y":"AA"})", "32 bytes"},
      {R"({"kty":"EC","crv":"P-256","kid":"es","x":")" + Base64UrlOf(std::string(32, 1)) +
           R"(","y":")" + Base64UrlOf(std::string(32, 1)) + "\"}",
       "curve"},
      {EdwardsKey(Base64UrlOf(std::string(31, 1))), "32 bytes"},
      {EdwardsKey(Base64UrlOf(std::string(32, '\0'))), "small order"},
      {EdwardsKey(Base64UrlOf('\1' + std::string(31, '\0'))), "small order"},
      {EdwardsKey(Base64UrlOf('\1' + std::string(30, '\0') + '\x80')), "small order"},
      {EdwardsKey(Base64UrlOf('\xEC' + std::string(30, '\xFF') + '\x7F')), "small order"},
      {EdwardsKey(Base64UrlOf('\xEE' + std::string(30, '\xFF') + '\xFF')), "small order"},
      {EdwardsKey("xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o"), "small order"},
      {EdwardsKey("JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_IU"), "small order"},
  };
  for (const auto& [key, part] : cases) {
    const std::string error = ErrorOf(SetOf(kEd + ',' + key));
    EXPECT_NE(error.find(part), std::string::npos) << key << ": " << error;
  }
}

TEST(KeySetTest, ADocumentThatIsNotAKeySetIsRefused) {
  std::string many = kEd;
  for (int i = 0; i < 64; ++i) many += R"(,{"kty":"oct"})";
  const std::pair<std::string, std::string> cases[] = {
      {"", "line 1: "},
      {"{\n\"keys\":[}", "line 2: "},
      {"[]", "list \"keys\""},
      {"{}", "list \"keys\""},
      {R"({"keys":{}})", "list \"keys\""},
      {SetOf(""), "not one key"},
      {SetOf(With(R"("use":"enc")", kRs)), "not one key that can verify a token: key \"rs\""},
      {SetOf(many), "more than 64"},
      {SetOf(kEd) + std::string(KeySet::kBytesMax, ' '), "larger than 256 KiB"},
      {R"({"keys":[],"keys":[]})", "\"keys\" is given twice"},
      {SetOf(With(R"("kid":"a")", kEd)), "\"keys[0].kid\" is given twice"},
  };
  for (const auto& [document, part] : cases) {
    const std::string error = ErrorOf(document);
    EXPECT_NE(error.find(part), std::string::npos) << document.substr(0, 80) << ": " << error;
  }
}

TEST(KeySetTest, AMessageShowsAnIdShortenedAndWithoutControls) {
  const std::string id = "\\u001b[2J\\\"" + std::string(100, 'k');
  const std::string error =
      ErrorOf(SetOf(With(R"("d":"","kid":")" + id + '"', R"({"kty":"OKP","crv":"Ed25519"})")));
  EXPECT_EQ(error.find("key \"?[2J?" + std::string(35, 'k') + "...\" is a private key"), 0U)
      << error;
}

}  // namespace
}  // namespace onsale::http
