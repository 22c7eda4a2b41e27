#include "http/access/base64url.h"

#include <array>

namespace onsale::http {
namespace {

constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t kForeign = 0xFF;

constexpr std::array<std::uint8_t, 256> MakeValues() {
  std::array<std::uint8_t, 256> values{};
  for (auto& value : values) value = kForeign;
  for (std::uint8_t i = 0; i < 64; ++i) values[static_cast<unsigned char>(kAlphabet[i])] = i;
  return values;
}
constexpr std::array<std::uint8_t, 256> kValues = MakeValues();

}  // namespace

void AppendBase64Url(std::string& out, std::span<const std::uint8_t> bytes) {
  std::uint32_t bits = 0;
  int held = 0;
  for (const std::uint8_t byte : bytes) {
    bits = (bits << 8) | byte;
    for (held += 8; held >= 6; held -= 6) out.push_back(kAlphabet[(bits >> (held - 6)) & 0x3F]);
  }
  if (held > 0) out.push_back(kAlphabet[(bits << (6 - held)) & 0x3F]);
}

bool DecodeBase64Url(std::string_view text, std::span<std::uint8_t> out) {
  if (text.size() != Base64UrlLength(out.size())) return false;
  std::uint32_t bits = 0;
  int held = 0;
  std::size_t filled = 0;
  for (const char c : text) {
    const std::uint8_t value = kValues[static_cast<unsigned char>(c)];
    if (value == kForeign) return false;
    bits = (bits << 6) | value;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out[filled++] = static_cast<std::uint8_t>(bits >> held);
  }
  // The unused bits of the last character must be zero, or several texts would decode to the same
  // bytes.
  return (bits & ((1U << held) - 1)) == 0;
}

std::optional<std::string> DecodeBase64Url(std::string_view text) {
  std::string bytes(text.size() * 3 / 4, '\0');
  if (!DecodeBase64Url(text, {reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()})) {
    return std::nullopt;
  }
  return bytes;
}

}  // namespace onsale::http
