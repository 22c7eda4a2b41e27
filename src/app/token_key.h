// The file of the keys that seal queue tokens.
//
// Shape:    one key that seals, and perhaps one that only opens; docs/formats.md has the file's form.
//           The form of earlier programs, 32 bytes that are one key, is read as well. It is a secret
//           file (secret_file.h). Several nodes of one sale have the same keys.
// Threads:  any; other processes that change the file are waited for.
// Errors:   a sentence for the operator, which never shows a key.
#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>

#include "base/secret.h"
#include "http/token_seal.h"

namespace onsale::app {

// Nothing if there is no such file.
std::expected<std::optional<http::SealKeys>, std::string> ReadTokenKeys(
    const std::filesystem::path& file);

// Makes the file with a new key, or reads what another process has made meanwhile.
// Requires: the file's folder exists.
std::expected<http::SealKeys, std::string> MakeTokenKeys(const std::filesystem::path& file);

enum class KeyChange : std::uint8_t {
  kNew,     // a first key, where there is no file
  kRotate,  // a new key seals, the one before opens
  kAdd,     // a new key opens
  kSwitch,  // the key that opens seals, and the other way round
  kDrop,    // the key that only opens is forgotten
};
struct KeyChangeOrder {
  KeyChange change;
  bool drop_older = false;  // kRotate and kAdd may forget a key that only opens
};
// Gives the keys that the file holds then.
std::expected<http::SealKeys, std::string> ChangeTokenKeys(const std::filesystem::path& file,
                                                           KeyChangeOrder order);

// The file's text, and back; nothing if it is none.
base::Secret FormatTokenKeys(const http::SealKeys& keys);
std::optional<http::SealKeys> ParseTokenKeys(std::string_view text);

}  // namespace onsale::app
