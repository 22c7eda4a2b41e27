// Fuzz target: any bytes as a buyer token, as the header or claims of a token that the shop has
// signed, as a change of such a token, and as a key set. Only what a key of the set has signed may
// be accepted, claims keep their bounds, and a sentence shows nothing that could change a log.

#include <algorithm>
#include <string>

#include "fuzz/expect.h"
#include "fuzz/json_grammar.h"
#include "http/access/buyer/token_signer_testing.h"
#include "http/access/buyer/token_verifier.h"

namespace onsale::fuzz {
namespace {

using std::chrono::seconds;

constexpr base::Time kNow{seconds(1'800'000'000)};
constexpr std::string_view kHeader = R"({"alg":"EdDSA","kid":"k"})";
constexpr std::string_view kClaims =
    R"({"iss":"i","aud":"a","sub":"u","iat":1800000000,"exp":1800000300})";

// One key, and two verifiers: one that knows the key, and one whose key set is another.
struct Shop {
  Shop() {
    keys.Replace(http::ParseKeySet(R"({"keys":[)" + signer.Jwk("k") + "]}").value().keys);
    const http::TokenSigner other(http::SignatureAlgorithm::kEs256);
    others.Replace(http::ParseKeySet(R"({"keys":[)" + other.Jwk("k") + "]}").value().keys);
  }

  const http::TokenSigner signer{http::SignatureAlgorithm::kEdDsa};
  http::CurrentKeySet keys;
  http::CurrentKeySet others;
  http::BuyerTokenVerifier verifier{{.issuer = "i", .audience = "a"}, keys};
  http::BuyerTokenVerifier stranger{{.issuer = "i", .audience = "a"}, others};
};

void CheckSentence(std::string_view sentence) {
  Expect(!sentence.empty() && sentence.size() <= 400, "a sentence is bounded");
  Expect(std::ranges::all_of(sentence, [](char c) { return c >= ' ' && c < '\x7F'; }),
         "a sentence is visible ASCII");
}

void CheckClaims(const http::BuyerClaims& claims) {
  Expect(base::UserId::Parse(claims.user.text()).has_value(), "an accepted user id is one");
  Expect(claims.issued_at <= kNow + seconds(30), "an accepted token was signed before now");
  Expect(claims.expires_at > kNow - seconds(30), "an accepted token has not expired");
  Expect(claims.expires_at - claims.issued_at <= seconds(600), "an accepted token is short-lived");
  Expect(!claims.person || (claims.person->size() >= 16 && claims.person->size() <= 64),
         "a person has 16 to 64 characters");
  Expect(!claims.token_id || claims.token_id->size() <= 128, "a token's id is bounded");
  Expect(claims.groups.size() <= 16 && std::ranges::all_of(claims.groups, base::IsSlug),
         "groups are few and slugs");
}

// Verifies a token with the shop's key. Returns whether it was accepted.
bool Accepts(Shop& shop, const std::string& token) {
  const auto other = shop.stranger.Verify(token, kNow);
  Expect(!other, "a token of another key is refused");
  const auto claims = shop.verifier.Verify(token, kNow);
  if (claims) CheckClaims(*claims);
  if (!claims) CheckSentence(claims.error().Sentence());
  return claims.has_value();
}

void CheckAny(Shop& shop, std::string_view text) {
  Expect(!Accepts(shop, std::string(text)), "text that nobody signed is refused");
}

void CheckHeader(Shop& shop, std::string_view header) {
  const bool accepted = Accepts(shop, shop.signer.Token(header, kClaims));
  Expect(!accepted || IsJson(header), "an accepted header is JSON");
}

void CheckClaimsOf(Shop& shop, std::string_view claims) {
  const bool accepted = Accepts(shop, shop.signer.Token(kHeader, claims));
  Expect(!accepted || IsJson(claims), "accepted claims are JSON");
}

void CheckChangedToken(Shop& shop, Bytes bytes) {
  static const std::string& token = *new std::string(shop.signer.Token(kHeader, kClaims));
  const std::string changed = Changed(token, bytes);
  Expect(Accepts(shop, changed) == (changed == token), "a changed token is refused");
}

void CheckKeySet(std::string_view document) {
  const auto parsed = http::ParseKeySet(document);
  if (!parsed) {
    Expect(!parsed.error().empty(), "a refused key set has a sentence");
    return;
  }
  Expect(IsJson(document), "an accepted key set is JSON");
  const auto& keys = parsed->keys.keys();
  Expect(!keys.empty() && keys.size() + parsed->warnings.size() <= http::KeySet::kKeysMax,
         "a key set has 1 to 64 keys");
  for (const auto& [id, key] : keys) {
    Expect(parsed->keys.Find(id) == &key, "a key is found by its id");
    Expect(!key.Verify("m", std::string(64, '\0')), "no key verifies an empty signature");
  }
  std::ranges::for_each(parsed->warnings, CheckSentence);
}

}  // namespace
}  // namespace onsale::fuzz

// The first letter of the input chooses what the rest is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onsale::fuzz;
  static Shop& shop = *new Shop;
  std::string_view text = AsText(data, size);
  if (text.empty()) return 0;
  const char kind = text.front();
  text.remove_prefix(1);
  switch (kind) {
    case 'h':
      CheckHeader(shop, text);
      break;
    case 'c':
      CheckClaimsOf(shop, text);
      break;
    case 'x':
      CheckChangedToken(shop, Bytes(text));
      break;
    case 'k':
      CheckKeySet(text);
      break;
    default:
      CheckAny(shop, text);
  }
  return 0;
}
