// Fuzz target: any bytes as a queue token, and any change of a genuine token, with one token key
// and with two. Only a token that these keys sealed may be opened, and it must give the credential
// that was sealed.

#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <string>

#include "fuzz/expect.h"
#include "http/access/base64url.h"
#include "http/access/token_seal.h"

namespace onsale::fuzz {
namespace {

using http::TokenSeal;

constexpr std::size_t kSealBytes = 16;

base::SecretKey KeyOf(std::uint8_t first) {
  return base::SecretKey({first});
}

// TokenSeals with the first key, with the second, with both, and with two other keys.
struct Seals {
  TokenSeal one{{.seals = KeyOf(1), .opens = {}}};
  TokenSeal two{{.seals = KeyOf(2), .opens = {}}};
  TokenSeal both{{.seals = KeyOf(2), .opens = KeyOf(1)}};
  TokenSeal other{{.seals = KeyOf(3), .opens = KeyOf(4)}};
};

domain::Credential CredentialFrom(Bytes& bytes) {
  domain::Credential credential;
  credential.key.room.value = static_cast<std::uint32_t>(bytes.NextWord());
  credential.key.number.value = bytes.NextWord();
  credential.issued_at = base::Time(base::Duration(static_cast<std::int64_t>(bytes.NextWord())));
  return credential;
}

// The decoded bytes of a token, without its seal.
std::string NamedBytes(std::string_view token, std::size_t size) {
  std::string bytes(size, '\0');
  Expect(
      http::DecodeBase64Url(token, {reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()}),
      "a sealed token can be decoded");
  return bytes.substr(0, size - kSealBytes);
}

// A token in the format without key ids. It is sealed with OpenSSL's HMAC, another implementation
// than the code under test.
std::string FirstVersion(TokenSeal& seal, const domain::Credential& credential,
                         const base::SecretKey& key) {
  const std::string named = "\1" + NamedBytes(seal.Seal(credential), 41).substr(5);
  std::array<std::uint8_t, 32> mac;
  unsigned size = mac.size();
  HMAC(EVP_sha256(), key.text().data(), static_cast<int>(key.text().size()),
       reinterpret_cast<const unsigned char*>(named.data()), named.size(), mac.data(), &size);
  std::array<std::uint8_t, 37> bytes;
  const auto end = std::ranges::copy(named, bytes.begin()).out;
  std::copy_n(mac.begin(), kSealBytes, end);
  std::string token;
  http::AppendBase64Url(token, bytes);
  return token;
}

// Checks that a token that can be opened is exactly what one of the keys seals: it has no second
// spelling.
void CheckOpening(Seals& seals, std::string_view token) {
  const auto opened = seals.both.Open(token);
  const auto first = seals.one.Open(token);
  const auto second = seals.two.Open(token);
  Expect(opened.has_value() == (first || second),
         "two keys open a token if and only if one of them opens it");
  Expect(!first || !second, "no token opens with both keys");
  Expect(!opened || opened == (first ? first : second),
         "two keys open a token to the credential of the one key");
  if (!opened) return;
  const bool is_sealed = token == seals.one.Seal(*opened) || token == seals.two.Seal(*opened) ||
                         token == FirstVersion(seals.one, *opened, KeyOf(first ? 1 : 2));
  Expect(is_sealed, "a token that opens was sealed by one of the keys");
}

void CheckChanged(Seals& seals, const std::string& token, Bytes bytes) {
  const std::string changed = Changed(token, bytes);
  Expect(changed == token || !seals.both.Open(changed), "a changed token does not open");
}

// Checks that a token with the id of one key and the seal of the other cannot be opened.
void CheckExchanged(Seals& seals, const std::string& one, const std::string& two) {
  std::array<std::uint8_t, 41> head;
  std::array<std::uint8_t, 41> tail;
  Expect(http::DecodeBase64Url(one, head) && http::DecodeBase64Url(two, tail),
         "both tokens can be decoded");
  std::copy(tail.begin() + 5, tail.end(), head.begin() + 5);
  std::string token;
  http::AppendBase64Url(token, head);
  Expect(!seals.both.Open(token), "a seal is valid only with the key that the token names");
}

}  // namespace
}  // namespace onsale::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onsale::fuzz;
  static Seals& seals = *new Seals;
  const std::string_view text = AsText(data, size);
  CheckOpening(seals, text);

  Bytes bytes(text);
  const onsale::domain::Credential credential = CredentialFrom(bytes);
  const std::string one = seals.one.Seal(credential);
  const std::string two = seals.two.Seal(credential);
  const std::string old = FirstVersion(seals.one, credential, KeyOf(1));
  Expect(seals.both.Seal(credential) == two, "tokens are sealed with the sealing key");
  for (const std::string& token : {one, two, old}) {
    Expect(seals.both.Open(token) == credential, "a token opens to its credential");
    Expect(!seals.other.Open(token), "a token does not open with a foreign key");
    CheckOpening(seals, token);
    CheckChanged(seals, token, bytes);
  }
  Expect(!seals.two.Open(one) && !seals.two.Open(old), "a token of a dropped key does not open");
  CheckExchanged(seals, one, two);
  return 0;
}
