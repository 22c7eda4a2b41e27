#include "base/sha256.h"

#include <openssl/evp.h>

#include "base/ascii.h"
#include "base/assert.h"

namespace onsale::base {
namespace {

// OpenSSL's SHA-256, fetched once: fetching it costs more than digesting a short text.
const EVP_MD* Algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  ONSALE_ASSERT(algorithm != nullptr);
  return algorithm;
}

}  // namespace

std::string Sha256Digest::ToHex() const {
  std::string text;
  text.reserve(2 * bytes.size());
  for (const std::uint8_t byte : bytes) AppendHex(text, byte);
  return text;
}

std::optional<Sha256Digest> Sha256Digest::ParseHex(std::string_view text) {
  Sha256Digest digest;
  if (text.size() != 2 * digest.bytes.size()) return std::nullopt;
  for (std::size_t i = 0; i < digest.bytes.size(); ++i) {
    const int byte = HexByte(text.substr(2 * i, 2));
    if (byte < 0) return std::nullopt;
    digest.bytes[i] = static_cast<std::uint8_t>(byte);
  }
  return digest;
}

class Sha256::Context {
 public:
  Context() : context_(EVP_MD_CTX_new()) {
    ONSALE_ASSERT(context_ != nullptr);
    Start();
  }
  ~Context() { EVP_MD_CTX_free(context_); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  // OpenSSL's digest functions fail only if memory runs out.
  void Start() { ONSALE_ASSERT(EVP_DigestInit_ex2(context_, Algorithm(), nullptr) == 1); }
  void Add(std::string_view bytes) {
    ONSALE_ASSERT(EVP_DigestUpdate(context_, bytes.data(), bytes.size()) == 1);
  }
  Sha256Digest Finish() {
    Sha256Digest digest;
    ONSALE_ASSERT(EVP_DigestFinal_ex(context_, digest.bytes.data(), nullptr) == 1);
    Start();
    return digest;
  }

 private:
  EVP_MD_CTX* context_;
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {}
Sha256::~Sha256() = default;

Sha256& Sha256::Add(std::string_view bytes) {
  context_->Add(bytes);
  return *this;
}

Sha256Digest Sha256::Finish() {
  return context_->Finish();
}

Sha256Digest Sha256Of(std::string_view bytes) {
  return Sha256().Add(bytes).Finish();
}

}  // namespace onsale::base
