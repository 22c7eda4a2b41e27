#include "http/access/buyer/token_verifier.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <utility>

#include "http/access/base64url.h"
#include "http/access/buyer/token_signer_testing.h"

namespace onsale::http {
namespace {

constexpr std::string_view kGoodClaims =
    R"({"iss":"https://shop.example","aud":"onsale","sub":"u1","iat":1000,"exp":1300})";

class TokenVerifierTest : public testing::Test {
 protected:
  TokenVerifierTest() {
    auto parsed = ParseKeySet(R"({"keys":[)" + es_.Jwk("es") + ',' + ed_.Jwk("ed") + ',' +
                              rs_.Jwk("rs") + "]}");
    keys_.Replace(std::move(parsed.value().keys));
  }

  // Why a token is refused, as `REASON NAME`; empty if it is accepted.
  std::string Refusal(std::string_view token) {
    constexpr std::array kReasons = {"missing",       "malformed", "header", "unknown key",
                                     "bad signature", "claim",     "issuer", "audience",
                                     "lifetime",      "not yet",   "expired"};
    const auto claims = verifier_.Verify(token, base::Time(std::chrono::seconds(1000)));
    if (claims) return claims->user.text() == "u1" ? "" : "another user";
    const auto reason = kReasons.at(static_cast<std::size_t>(claims.error().reason));
    return claims.error().name.empty() ? reason : std::string(reason) + ' ' + claims.error().name;
  }

  const TokenSigner es_{SignatureAlgorithm::kEs256};
  const TokenSigner ed_{SignatureAlgorithm::kEdDsa};
  const TokenSigner rs_{SignatureAlgorithm::kRs256};
  const std::string es_token_ = es_.Token(R"({"alg":"ES256","kid":"es"})", kGoodClaims);
  const std::string ed_token_ = ed_.Token(R"({"alg":"EdDSA","kid":"ed"})", kGoodClaims);
  const std::string rs_token_ = rs_.Token(R"({"alg":"RS256","kid":"rs"})", kGoodClaims);
  CurrentKeySet keys_;
  BuyerTokenVerifier verifier_{{.issuer = "https://shop.example", .audience = "onsale"}, keys_};
};

TEST_F(TokenVerifierTest, ATokenOfEachAlgorithmIsAccepted) {
  EXPECT_EQ(Refusal(es_token_), "");
  EXPECT_EQ(Refusal(ed_token_), "");
  EXPECT_EQ(Refusal(rs_token_), "");
}

TEST_F(TokenVerifierTest, AHeaderMustNameTheKeyAndItsAlgorithm) {
  const std::pair<std::string, std::string> cases[] = {
      {R"({"alg":"ES256","kid":"es","typ":"JWT"})", ""},
      {R"({"typ":"at+jwt","alg":"ES256","kid":"es"})", ""},
      {R"( {"kid" : "es",)"
       "\r\n\t"
       R"("alg":"ES256","typ":"jwt"} )",
       ""},
      {R"({"alg":"ES256","kid":"es","jku":"https://evil.example","x5u":"a","b64":false,"jwk":)" +
           ed_.Jwk("ed") + "}",
       ""},
      {R"({"alg":"none","kid":"es"})", "header alg"},
      {R"({"alg":"HS256","kid":"es"})", "header alg"},
      {R"({"alg":"es256","kid":"es"})", "header alg"},
      {R"({"alg":"EdDSA","kid":"es"})", "header alg"},
      {R"({"alg":"ES256","kid":"ed"})", "header alg"},
      {R"({"alg":"ES256","kid":"rs"})", "header alg"},
      {R"({"alg":["ES256"],"kid":"es"})", "header alg"},
      {R"({"kid":"es"})", "header alg"},
      {R"({"alg":"EdDSA","kid":"ed"})", "bad signature"},
      {R"({"alg":"ES256"})", "header kid"},
      {R"({"alg":"ES256","kid":1})", "header kid"},
      {R"({"alg":"ES256","kid":["es"]})", "header kid"},
      {R"({"alg":"ES256","kid":""})", "unknown key"},
      {R"({"alg":"ES256","kid":"es\u0000"})", "unknown key"},
      {R"({"alg":"none","kid":"ES"})", "unknown key"},
      {R"({"alg":"ES256","kid":"es","crit":["exp"],"exp":1})", "header crit"},
      {R"({"alg":"ES256","kid":"es","crit":[]})", "header crit"},
      {R"({"alg":"ES256","kid":"es","typ":"dpop+jwt"})", "header typ"},
      {R"({"alg":"ES256","kid":"es","typ":null})", "header typ"},
      {R"({"alg":"none","alg":"ES256","kid":"es"})", "header alg"},
      {R"({"alg":"ES256","kid":"rs","kid":"es"})", "header kid"},
      {R"({"alg":"ES256","kid":"es","a":{"b":1,"b":2}})", "header a.b"},
      {R"(["alg","ES256","kid","es"])", "malformed"},
      {R"("ES256")", "malformed"},
      {R"({"alg":"ES256","kid":"es"}})", "malformed"},
      {R"({"alg":"ES256","kid":"es",})", "malformed"},
      {"{\"alg\":\"ES256\",\"kid\":\"es\",\"a\":\"\xFF\"}", "malformed"},
      {std::string(1000, '['), "malformed"},
      {"", "malformed"},
  };
  for (const auto& [header, refusal] : cases) {
    EXPECT_EQ(Refusal(es_.Token(header, kGoodClaims)), refusal) << header;
  }
}

// The classic confusion: the public key, which anybody has, as the secret of an HMAC.
TEST_F(TokenVerifierTest, AnHmacWithThePublicKeyIsRefused) {
  for (const std::string header :
       {R"({"alg":"HS256","kid":"rs"})", R"({"alg":"RS256","kid":"rs"})"}) {
    const std::string covered = Base64UrlOf(header) + '.' + Base64UrlOf(kGoodClaims);
    const std::string secret = rs_.Jwk("rs");
    std::string mac(32, '\0');
    ASSERT_NE(HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
                   reinterpret_cast<const unsigned char*>(covered.data()), covered.size(),
                   reinterpret_cast<unsigned char*>(mac.data()), nullptr),
              nullptr);
    EXPECT_NE(Refusal(covered + '.' + Base64UrlOf(mac)), "") << header;
  }
}

TEST_F(TokenVerifierTest, ATextOfAnotherFormIsRefused) {
  const std::string header = ed_token_.substr(0, ed_token_.find('.'));
  const std::string covered = ed_token_.substr(0, ed_token_.rfind('.'));
  EXPECT_EQ(Refusal(""), "missing");
  for (const std::string& text :
       {std::string("."),
        std::string(".."),
        std::string("..."),
        std::string("a"),
        header,
        covered,
        covered + '.',
        ed_token_ + '.',
        '.' + ed_token_,
        ed_token_ + ".AAAA",
        ed_token_ + '=',
        ed_token_ + "==",
        ed_token_ + "A",
        ' ' + ed_token_,
        ed_token_ + ' ',
        ed_token_ + '\n',
        ed_token_ + '\0',
        "Bearer " + ed_token_,
        header + ".." + ed_token_.substr(covered.size() + 1),
        '.' + ed_token_.substr(header.size() + 1),
        covered + ".!!!!",
        std::string(4096, '.'),
        std::string(4096, 'A'),
        std::string(R"({"protected":"e30","payload":"e30","signature":""})")}) {
    EXPECT_NE(Refusal(text), "") << text;
    EXPECT_NE(Refusal(text), "missing") << text;
  }
  EXPECT_EQ(Refusal(covered + '.'), "bad signature");
}

TEST_F(TokenVerifierTest, ATokenHasAtMost4096Bytes) {
  const auto padded = [&](std::size_t bytes) {
    std::string claims(kGoodClaims);
    claims.insert(1, R"("a":")" + std::string(bytes, 'a') + "\",");
    return ed_.Token(R"({"alg":"EdDSA","kid":"ed"})", claims);
  };
  std::size_t bytes = 2500;
  while (padded(bytes + 1).size() <= BuyerTokenVerifier::kTokenBytesMax) ++bytes;
  EXPECT_EQ(Refusal(padded(bytes)), "");
  EXPECT_EQ(Refusal(padded(bytes + 1)), "malformed");
}

TEST_F(TokenVerifierTest, AnyFlippedBitIsRefused) {
  for (const std::string& token : {es_token_, ed_token_, rs_token_}) {
    for (std::size_t bit = 0; bit < token.size() * 8; ++bit) {
      std::string forged = token;
      forged[bit / 8] = static_cast<char>(forged[bit / 8] ^ (1 << (bit % 8)));
      EXPECT_NE(Refusal(forged), "") << forged;
    }
  }
}

TEST_F(TokenVerifierTest, ASignatureOfAnotherMessageKeyOrFormIsRefused) {
  const auto signed_as = [](const std::string& token, const std::string& signature) {
    return token.substr(0, token.rfind('.') + 1) + Base64UrlOf(signature);
  };
  const std::string other = es_.Sign("another message");
  // The DER form of two numbers of 32 bytes, as OpenSSL makes it.
  const std::string der = "\x30\x44\x02\x20" + other.substr(0, 32) + "\x02\x20" + other.substr(32);
  for (const std::string& signature : {other, der, std::string(64, '\0'), std::string(),
                                       ed_.Sign("another message"), std::string(64, '\xFF')}) {
    EXPECT_EQ(Refusal(signed_as(es_token_, signature)), "bad signature");
    EXPECT_EQ(Refusal(signed_as(ed_token_, signature)), "bad signature");
    EXPECT_EQ(Refusal(signed_as(rs_token_, signature)), "bad signature");
  }
}

TEST_F(TokenVerifierTest, AnUnknownKeyIsReportedToTheKeySet) {
  EXPECT_EQ(Refusal(ed_token_), "");
  EXPECT_FALSE(keys_.TakeUnknownKey());
  EXPECT_EQ(Refusal(ed_.Token(R"({"alg":"EdDSA","kid":"new"})", kGoodClaims)), "unknown key");
  EXPECT_TRUE(keys_.TakeUnknownKey());
  EXPECT_FALSE(keys_.TakeUnknownKey());
}

TEST_F(TokenVerifierTest, AReplacedKeySetIsUsedForTheNextToken) {
  EXPECT_EQ(Refusal(ed_token_), "");
  keys_.Replace(ParseKeySet(R"({"keys":[)" + es_.Jwk("es") + "]}").value().keys);
  EXPECT_EQ(Refusal(ed_token_), "unknown key");
  EXPECT_EQ(Refusal(es_token_), "");
}

}  // namespace
}  // namespace onsale::http
