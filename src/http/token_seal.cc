#include "http/token_seal.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <atomic>
#include <span>

#include "base/assert.h"
#include "http/base64url.h"

namespace onsale::http {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kNamedBytes = 1 + 4 + 8 + 8;
constexpr std::size_t kSealBytes = 16;
constexpr std::size_t kTokenBytes = kNamedBytes + kSealBytes;
constexpr std::size_t kDigestBytes = 32;

using TokenBytes = std::array<std::uint8_t, kTokenBytes>;
using Digest = std::array<std::uint8_t, kDigestBytes>;

struct FreeContext {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MAC_CTX, FreeContext>;

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

std::uint64_t NextSerial() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

}  // namespace

// HMAC-SHA-256 under one key. Keying a context costs more than using it, so each thread keeps one
// keyed.
class TokenSeal::Mac {
 public:
  explicit Mac(std::array<std::uint8_t, 32>& key) : serial_(NextSerial()) {
    EVP_MAC* algorithm = EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr);
    keyed_.reset(EVP_MAC_CTX_new(algorithm));
    EVP_MAC_free(algorithm);  // the context holds its own reference
    char digest_name[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest_name, 0),
        OSSL_PARAM_construct_end()};
    ONSALE_ASSERT(EVP_MAC_init(keyed_.get(), key.data(), key.size(), parameters) == 1);
    OPENSSL_cleanse(key.data(), key.size());
  }

  Digest Of(std::span<const std::uint8_t> bytes) const {
    EVP_MAC_CTX* const context = OfThisThread();
    Digest digest;
    std::size_t length = 0;
    const bool done = EVP_MAC_init(context, nullptr, 0, nullptr) == 1 &&
                      EVP_MAC_update(context, bytes.data(), bytes.size()) == 1 &&
                      EVP_MAC_final(context, digest.data(), &length, digest.size()) == 1;
    ONSALE_ASSERT(done && length == digest.size());
    return digest;
  }

 private:
  EVP_MAC_CTX* OfThisThread() const {
    // Known by serial, not by address: another seal may have been here before.
    thread_local std::uint64_t owner = 0;
    thread_local Context context;
    if (owner != serial_) {
      context.reset(EVP_MAC_CTX_dup(keyed_.get()));
      ONSALE_ASSERT(context != nullptr);
      owner = serial_;
    }
    return context.get();
  }

  std::uint64_t serial_;
  Context keyed_;
};

TokenSeal::TokenSeal(std::array<std::uint8_t, 32> key) : mac_(std::make_unique<const Mac>(key)) {}
TokenSeal::~TokenSeal() = default;

std::string TokenSeal::Seal(const domain::Credential& credential) const {
  TokenBytes bytes;
  std::uint8_t* at = bytes.data();
  *at++ = kVersion;
  at = PutWord(at, credential.key.room.value);
  at = PutWord(at, credential.key.place.value);
  PutWord(at, static_cast<std::uint64_t>(credential.issued_at.time_since_epoch().count()));
  const Digest digest = mac_->Of(std::span(bytes).first(kNamedBytes));
  std::copy_n(digest.begin(), kSealBytes, bytes.begin() + kNamedBytes);
  std::string token;
  token.reserve(Base64UrlLength(kTokenBytes));
  AppendBase64Url(token, bytes);
  return token;
}

std::optional<domain::Credential> TokenSeal::Open(std::string_view token) const {
  TokenBytes bytes;
  if (!DecodeBase64Url(token, bytes) || bytes[0] != kVersion) return std::nullopt;
  const Digest digest = mac_->Of(std::span(bytes).first(kNamedBytes));
  if (CRYPTO_memcmp(digest.data(), bytes.data() + kNamedBytes, kSealBytes) != 0) {
    return std::nullopt;
  }
  const auto micros = static_cast<std::int64_t>(GetWord<std::uint64_t>(bytes.data() + 13));
  return domain::Credential{.key = {.room = {GetWord<std::uint32_t>(bytes.data() + 1)},
                                    .place = {GetWord<std::uint64_t>(bytes.data() + 5)}},
                            .issued_at = domain::Time(domain::Duration(micros))};
}

}  // namespace onsale::http
