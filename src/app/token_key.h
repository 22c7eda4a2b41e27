// The key that seals queue tokens: a file of 32 random bytes that only its owner may read.
//
// Shape:    made at the first start, mode 0600, then never changed: a new key makes every token
//           that is out invalid. Several nodes of one sale share the same file.
// Errors:   a sentence for the operator; a file that others may read, or of another size, is
//           refused.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>

namespace onsale::app {

using TokenKey = std::array<std::uint8_t, 32>;

// Reads the key, or makes it. Requires: the file's folder exists.
std::expected<TokenKey, std::string> LoadTokenKey(const std::filesystem::path& file);

}  // namespace onsale::app
