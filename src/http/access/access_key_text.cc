#include "http/access/access_key_text.h"

#include <openssl/crypto.h>
#include <zlib.h>

#include <algorithm>
#include <array>

#include "base/random.h"

namespace onsale::http {
namespace {

constexpr std::string_view kDigits =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t kPrefixSize = std::string_view("ons_live_").size();
constexpr std::size_t kIdSize = 8;
constexpr std::size_t kSecretSize = 43;
constexpr std::size_t kCheckSize = 6;
constexpr std::size_t kCheckedSize = kPrefixSize + kIdSize + 1 + kSecretSize;
constexpr std::size_t kTextSize = kCheckedSize + 1 + kCheckSize;

bool IsBase62(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return kDigits.contains(c); });
}

std::array<char, kCheckSize> CheckOf(std::string_view text) {
  auto rest =
      ::crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size()));
  std::array<char, kCheckSize> check{};
  for (std::size_t i = kCheckSize; i > 0; --i, rest /= kDigits.size()) {
    check[i - 1] = kDigits[rest % kDigits.size()];
  }
  return check;
}

// Fills `text` with random digits, all equally likely.
void FillWithDigits(std::span<char> text) {
  constexpr std::size_t kFair = 256 / kDigits.size() * kDigits.size();
  std::array<std::uint8_t, 64> random{};
  for (std::size_t filled = 0; filled < text.size();) {
    base::FillWithRandom(random);
    for (const std::uint8_t byte : random) {
      if (byte < kFair && filled < text.size()) text[filled++] = kDigits[byte % kDigits.size()];
    }
  }
  ::explicit_bzero(random.data(), random.size());
}

std::optional<KeyEnvironment> EnvironmentIn(std::string_view text) {
  if (text.starts_with("ons_live_")) return KeyEnvironment::kLive;
  if (text.starts_with("ons_test_")) return KeyEnvironment::kTest;
  return std::nullopt;
}

}  // namespace

std::optional<AccessKeyText> ParseAccessKey(std::string_view text) {
  if (text.size() != kTextSize) return std::nullopt;
  const auto environment = EnvironmentIn(text);
  const std::string_view id = text.substr(kPrefixSize, kIdSize);
  const std::string_view secret = text.substr(kPrefixSize + kIdSize + 1, kSecretSize);
  if (!environment || !IsBase62(id) || !IsBase62(secret)) return std::nullopt;
  if (text[kPrefixSize + kIdSize] != '_' || text[kCheckedSize] != '_') return std::nullopt;
  if (!std::ranges::equal(CheckOf(text.substr(0, kCheckedSize)), text.substr(kCheckedSize + 1))) {
    return std::nullopt;
  }
  return AccessKeyText{.environment = *environment, .id = id, .digest = base::Sha256Of(text)};
}

NewAccessKey MakeAccessKey(KeyEnvironment environment, std::string_view id) {
  NewAccessKey key{.id = std::string(id), .text = base::Secret(kTextSize), .digest = {}};
  if (key.id.empty()) {
    key.id.resize(kIdSize);
    FillWithDigits(key.id);
  }
  const std::span<char> text = key.text.bytes();
  std::ranges::copy("ons_" + std::string(WordOf(environment)) + '_' + key.id + '_', text.begin());
  FillWithDigits(text.subspan(kCheckedSize - kSecretSize, kSecretSize));
  text[kCheckedSize] = '_';
  std::ranges::copy(CheckOf(key.text.text().substr(0, kCheckedSize)),
                    text.subspan(kCheckedSize + 1).begin());
  key.digest = base::Sha256Of(key.text.text());
  return key;
}

bool SameDigest(const base::Sha256Digest& a, const base::Sha256Digest& b) {
  return CRYPTO_memcmp(a.bytes.data(), b.bytes.data(), a.bytes.size()) == 0;
}

}  // namespace onsale::http
