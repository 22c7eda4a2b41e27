#include "http/access/token_seal.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <cstdio>
#include <span>

#include "base/assert.h"
#include "base/hmac_sha256.h"
#include "http/access/base64url.h"

namespace onsale::http {
namespace {

constexpr std::uint8_t kFirstVersion = 1;
constexpr std::uint8_t kVersion = 2;
constexpr std::size_t kNamedBytes = 4 + 8 + 8;
constexpr std::size_t kSealBytes = 16;
constexpr std::size_t kFirstHeadBytes = 1;
constexpr std::size_t kHeadBytes = 1 + 4;
constexpr std::size_t kFirstTokenBytes = kFirstHeadBytes + kNamedBytes + kSealBytes;
constexpr std::size_t kTokenBytes = kHeadBytes + kNamedBytes + kSealBytes;

template <class Word>
std::uint8_t* PutWord(std::uint8_t* at, Word word) {
  for (int shift = static_cast<int>(sizeof word) * 8 - 8; shift >= 0; shift -= 8) {
    *at++ = static_cast<std::uint8_t>(word >> shift);
  }
  return at;
}

template <class Word>
Word GetWord(const std::uint8_t* at) {
  Word word = 0;
  for (std::size_t i = 0; i < sizeof word; ++i) word = static_cast<Word>((word << 8) | at[i]);
  return word;
}

// Writes the fields of a credential at `at`: kNamedBytes bytes.
void PutCredential(std::uint8_t* at, const domain::Credential& credential) {
  at = PutWord(at, credential.key.room.value);
  at = PutWord(at, credential.key.number.value);
  PutWord(at, static_cast<std::uint64_t>(credential.issued_at.time_since_epoch().count()));
}

domain::Credential GetCredential(const std::uint8_t* at) {
  const auto micros = static_cast<std::int64_t>(GetWord<std::uint64_t>(at + 12));
  return {.key = {.room = {GetWord<std::uint32_t>(at)}, .number = {GetWord<std::uint64_t>(at + 4)}},
          .issued_at = domain::Time(domain::Duration(micros))};
}

}  // namespace

struct TokenSeal::Key {
  explicit Key(const base::SecretKey& key) : id(IdOf(key)), hmac(key) {}
  // Whether the last bytes of the token are this key's seal of the bytes before them.
  bool HasSealed(std::span<const std::uint8_t> token) {
    const base::Sha256Digest digest = hmac.Of(token.first(token.size() - kSealBytes));
    return CRYPTO_memcmp(digest.bytes.data(), token.last(kSealBytes).data(), kSealBytes) == 0;
  }

  const SealKeyId id;
  base::HmacSha256 hmac;
};

std::string SealKeyId::ToHex() const {
  std::array<char, 9> text;
  std::snprintf(text.data(), text.size(), "%08x", value);
  return {text.data(), 8};
}

// The digest of a token key. Its prefix separates it from every other use of the key.
base::Sha256Digest DigestOf(const base::SecretKey& key) {
  return base::Sha256().Add("onsale token key:").Add(key.text()).Finish();
}

SealKeyId IdOf(const base::SecretKey& key) {
  return {GetWord<std::uint32_t>(DigestOf(key).bytes.data())};
}

SealKeyIds IdsOf(const SealKeys& keys) {
  SealKeyIds ids{.seals = IdOf(keys.seals), .opens = {}};
  if (keys.opens) ids.opens = IdOf(*keys.opens);
  return ids;
}

TokenSeal::TokenSeal(const SealKeys& keys) : seals_(std::make_unique<Key>(keys.seals)) {
  if (keys.opens) opens_ = std::make_unique<Key>(*keys.opens);
  ONSALE_ASSERT(opens_ == nullptr || opens_->id != seals_->id);
}

TokenSeal::TokenSeal(const std::array<std::uint8_t, 32>& key)
    : TokenSeal(SealKeys{.seals = base::SecretKey(key), .opens = {}}) {}

TokenSeal::~TokenSeal() = default;

SealKeyIds TokenSeal::ids() const {
  SealKeyIds ids{.seals = seals_->id, .opens = {}};
  if (opens_ != nullptr) ids.opens = opens_->id;
  return ids;
}

std::string TokenSeal::Seal(const domain::Credential& credential) {
  std::array<std::uint8_t, kTokenBytes> bytes;
  bytes[0] = kVersion;
  PutCredential(PutWord(bytes.data() + 1, seals_->id.value), credential);
  const base::Sha256Digest digest =
      seals_->hmac.Of(std::span(bytes).first(kHeadBytes + kNamedBytes));
  std::copy_n(digest.bytes.begin(), kSealBytes, bytes.end() - kSealBytes);
  std::string token;
  token.reserve(Base64UrlLength(kTokenBytes));
  AppendBase64Url(token, bytes);
  return token;
}

std::optional<domain::Credential> TokenSeal::Open(std::string_view token) {
  return token.size() == Base64UrlLength(kFirstTokenBytes) ? OpenFirst(token) : OpenSecond(token);
}

// Opens a token of version 1. Such a token has no key id, so both keys are tried.
std::optional<domain::Credential> TokenSeal::OpenFirst(std::string_view token) {
  std::array<std::uint8_t, kFirstTokenBytes> bytes;
  if (!DecodeBase64Url(token, bytes) || bytes[0] != kFirstVersion) return std::nullopt;
  const bool sealed = seals_->HasSealed(bytes);
  const bool sealed_before = opens_ != nullptr && opens_->HasSealed(bytes);
  if (!sealed && !sealed_before) return std::nullopt;
  return GetCredential(bytes.data() + kFirstHeadBytes);
}

std::optional<domain::Credential> TokenSeal::OpenSecond(std::string_view token) {
  std::array<std::uint8_t, kTokenBytes> bytes;
  if (!DecodeBase64Url(token, bytes) || bytes[0] != kVersion) return std::nullopt;
  const SealKeyId id{GetWord<std::uint32_t>(bytes.data() + 1)};
  Key* const key = id == seals_->id                        ? seals_.get()
                   : opens_ != nullptr && id == opens_->id ? opens_.get()
                                                           : nullptr;
  if (key == nullptr || !key->HasSealed(bytes)) return std::nullopt;
  return GetCredential(bytes.data() + kHeadBytes);
}

}  // namespace onsale::http
