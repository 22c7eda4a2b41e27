// The token key file: reads and changes the keys that seal queue tokens.
//
// Shape:    the file has one key that seals and an optional one that only opens, in the format of
//           docs/formats.md. The old format, one key of 32 bytes, is read too. The file is a secret
//           file (secret_file.h). All nodes of a sale have the same keys.
// Threads:  any; a change waits for other processes that change the file.
// Errors:   a sentence for the operator, without any key.
#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>

#include "base/secret.h"
#include "http/access/token_seal.h"

namespace onsale::app {

// Reads the keys of the file; nothing if there is no such file.
std::expected<std::optional<http::SealKeys>, std::string> ReadTokenKeys(
    const std::filesystem::path& file);

// Creates the file with a new key; if another process has created the file meanwhile, reads that
// file's keys.
// Requires: the file's folder exists.
std::expected<http::SealKeys, std::string> MakeTokenKeys(const std::filesystem::path& file);

enum class KeyChange : std::uint8_t {
  kNew,     // creates the file with a first key
  kRotate,  // a new key seals; the previous one only opens
  kAdd,     // a new key only opens
  kSwitch,  // exchanges the key that seals and the one that only opens
  kDrop,    // removes the key that only opens
};
struct KeyChangeOrder {
  KeyChange change;
  bool drop_older = false;  // kRotate and kAdd may replace a key that only opens
};
// Changes the file and returns the keys that it then holds.
std::expected<http::SealKeys, std::string> ChangeTokenKeys(const std::filesystem::path& file,
                                                           KeyChangeOrder order);

// Convert between keys and the text of a token key file. ParseTokenKeys returns nothing if the text
// is not valid.
base::Secret FormatTokenKeys(const http::SealKeys& keys);
std::optional<http::SealKeys> ParseTokenKeys(std::string_view text);

}  // namespace onsale::app
