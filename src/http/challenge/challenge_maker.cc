#include "http/challenge/challenge_maker.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <span>

#include "base/assert.h"
#include "base/json_document.h"
#include "base/random.h"
#include "base/wire.h"
#include "http/access/base64url.h"
#include "http/json/json_writer.h"

namespace onsale::http {
namespace {

using base::JsonKind;
using base::JsonValue;
using base::Sha256Digest;

constexpr std::string_view kChallengeAlgorithm = "PBKDF2/SHA-256";
constexpr std::size_t kNonceBytes = 16;
constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kPrefixBytes = 16;
constexpr std::int64_t kProofSecondsMax = 253'402'300'799;  // the end of the year 9999

// What the signature of a challenge covers.
struct Solution {
  std::int64_t expires_at = 0;  // seconds
  Sha256Digest key;
};

base::SecretKey ChallengeKeyOf(const base::SecretKey& token_key) {
  constexpr std::string_view kLabel = "onsale challenge key";
  base::HmacSha256 hmac(token_key);
  return base::SecretKey(
      hmac.Of({reinterpret_cast<const std::uint8_t*>(kLabel.data()), kLabel.size()}).bytes);
}

Sha256Digest SignatureOf(base::HmacSha256& hmac, const Solution& solution,
                         const ChallengedBuyer& buyer) {
  std::string bytes;
  base::WireWriter out(bytes);
  out.Fixed64(static_cast<std::uint64_t>(solution.expires_at));
  out.Fixed64(buyer.room.value);
  bytes.append(solution.key.AsText()).append(buyer.user);
  return hmac.Of({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

bool IsSameDigest(const Sha256Digest& one, const Sha256Digest& other) {
  return CRYPTO_memcmp(one.bytes.data(), other.bytes.data(), one.bytes.size()) == 0;
}

// The key of a counter: what a solver computes for each try.
Sha256Digest SolverKeyOf(std::span<const std::uint8_t> nonce, std::uint32_t counter,
                         std::span<const std::uint8_t> salt) {
  std::array<std::uint8_t, kNonceBytes + 4> password;
  std::uint8_t* at = std::ranges::copy(nonce, password.data()).out;
  for (const int shift : {24, 16, 8, 0}) *at++ = static_cast<std::uint8_t>(counter >> shift);
  Sha256Digest key;
  const int done = PKCS5_PBKDF2_HMAC(
      reinterpret_cast<const char*>(password.data()), static_cast<int>(password.size()),
      salt.data(), static_cast<int>(salt.size()), ChallengeMaker::kRounds, EVP_sha256(),
      static_cast<int>(key.bytes.size()), key.bytes.data());
  ONSALE_ASSERT(done == 1);
  return key;
}

std::string HexOfBytes(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 0xF]);
  }
  return text;
}

// Decodes base64 as `btoa` writes it: with padding, and + and / in the alphabet.
std::optional<std::string> DecodeBase64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  std::string url(text);
  for (char& c : url) {
    if (c == '-' || c == '_') return std::nullopt;
    c = c == '+' ? '-' : c == '/' ? '_' : c;
  }
  return DecodeBase64Url(url);
}

// A value inside objects; null if one of the names is missing.
const JsonValue* ValueAt(const JsonValue& root, std::initializer_list<std::string_view> path) {
  const JsonValue* value = &root;
  for (const std::string_view name : path) {
    value = value->Find(name);
    if (value == nullptr) return nullptr;
  }
  return value;
}

std::optional<Sha256Digest> DigestAt(const JsonValue& root,
                                     std::initializer_list<std::string_view> path) {
  const JsonValue* const value = ValueAt(root, path);
  if (value == nullptr || value->kind != JsonKind::kString) return std::nullopt;
  return Sha256Digest::ParseHex(value->text);
}

struct ProofParts {
  Solution solution;
  Sha256Digest signature;
};

std::optional<ProofParts> ReadProof(std::string_view text) {
  if (text.size() > ChallengeMaker::kProofBytesMax) return std::nullopt;
  const auto json = DecodeBase64(text);
  if (!json) return std::nullopt;
  const auto document = base::ParseJson(*json);
  if (!document || !document->duplicates.empty()) return std::nullopt;
  const JsonValue& root = document->root;
  const JsonValue* const expires_at = ValueAt(root, {"challenge", "parameters", "expiresAt"});
  const auto signature = DigestAt(root, {"challenge", "signature"});
  const auto key = DigestAt(root, {"solution", "derivedKey"});
  if (expires_at == nullptr || expires_at->kind != JsonKind::kInteger || !signature || !key) {
    return std::nullopt;
  }
  if (expires_at->integer < 0 || expires_at->integer > kProofSecondsMax) return std::nullopt;
  return ProofParts{.solution = {.expires_at = expires_at->integer, .key = *key},
                    .signature = *signature};
}

}  // namespace

ChallengeMaker::ChallengeMaker(const SealKeys& keys) : signs_(ChallengeKeyOf(keys.seals)) {
  if (keys.opens) signed_before_.emplace(ChallengeKeyOf(*keys.opens));
}

std::string ChallengeMaker::Make(const ChallengedBuyer& buyer, std::int64_t work, base::Time now) {
  ONSALE_ASSERT(work > 0);
  std::array<std::uint8_t, kNonceBytes + kSaltBytes + sizeof(std::uint32_t)> random;
  base::FillWithRandom(random);
  const std::span<const std::uint8_t> nonce = std::span(random).first(kNonceBytes);
  const std::span<const std::uint8_t> salt = std::span(random).subspan(kNonceBytes, kSaltBytes);
  std::uint64_t drawn = 0;  // 32 random bits
  for (const std::uint8_t byte : std::span(random).last(sizeof(std::uint32_t))) {
    drawn = drawn << 8 | byte;
  }
  const auto counter = static_cast<std::uint32_t>(drawn * static_cast<std::uint64_t>(work) >> 32);
  const auto end = std::chrono::floor<std::chrono::seconds>(now + kLifetime);
  const Solution solution{.expires_at = end.time_since_epoch().count(),
                          .key = SolverKeyOf(nonce, counter, salt)};
  std::string out;
  JsonWriter json(out);
  json.BeginObject();
  json.Key("parameters").BeginObject();
  json.Key("algorithm").String(kChallengeAlgorithm);
  json.Key("cost").Integer(kRounds);
  json.Key("expiresAt").Integer(solution.expires_at);
  json.Key("keyLength").Integer(static_cast<std::int64_t>(solution.key.bytes.size()));
  json.Key("keyPrefix").String(HexOfBytes(std::span(solution.key.bytes).first(kPrefixBytes)));
  json.Key("nonce").String(HexOfBytes(nonce));
  json.Key("salt").String(HexOfBytes(salt));
  json.EndObject();
  json.Key("signature").String(SignatureOf(signs_, solution, buyer).ToHex());
  json.EndObject();
  return out;
}

ProofVerdict ChallengeMaker::Check(std::string_view proof, const ChallengedBuyer& buyer,
                                   base::Time now) {
  const auto read = ReadProof(proof);
  if (!read) return ProofVerdict::kWrong;
  const bool is_signed =
      IsSameDigest(read->signature, SignatureOf(signs_, read->solution, buyer)) ||
      (signed_before_ &&
       IsSameDigest(read->signature, SignatureOf(*signed_before_, read->solution, buyer)));
  if (!is_signed) return ProofVerdict::kWrong;
  const base::Time end{std::chrono::seconds(read->solution.expires_at)};
  return now < end ? ProofVerdict::kGood : ProofVerdict::kEnded;
}

}  // namespace onsale::http
