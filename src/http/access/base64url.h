// Encodes and decodes bytes as text that is safe in headers, paths and queries.
//
// Shape:    base64url without padding (RFC 4648 section 5).
// Errors:   DecodeBase64Url returns false or nothing for characters outside the alphabet,
//           impossible lengths and non-canonical texts; `out` is then undefined.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace onsale::http {

constexpr std::size_t Base64UrlLength(std::size_t bytes) {
  return bytes / 3 * 4 + (bytes % 3 == 0 ? 0 : bytes % 3 + 1);
}

void AppendBase64Url(std::string& out, std::span<const std::uint8_t> bytes);

// Decodes `text` into all of `out`. Returns false if `text` is invalid or of another length.
[[nodiscard]] bool DecodeBase64Url(std::string_view text, std::span<std::uint8_t> out);
// Decodes a text of any length.
[[nodiscard]] std::optional<std::string> DecodeBase64Url(std::string_view text);

}  // namespace onsale::http
