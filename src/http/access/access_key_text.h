// The text of an access key: `ons_<live|test>_<id>_<secret>_<check>`.
//
// Shape:    id, secret and check are 8, 43 and 6 characters of 0-9, A-Z, a-z. The secret has 256
//           random bits. The check is the CRC-32 of everything before its underscore, in base 62,
//           so that a mistyped or shortened key is known without a look-up, and so that programs
//           that search repositories for leaked keys find this one. The environment keeps a key
//           of a test sale from working on a real one.
// Threads:  any; values.
// Errors:   a text that is not exactly a key is nothing.
// Source:   docs/keys.md
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "base/sha256.h"

namespace onsale::http {

enum class KeyEnvironment : std::uint8_t { kLive, kTest };
constexpr std::string_view WordOf(KeyEnvironment environment) {
  return environment == KeyEnvironment::kLive ? "live" : "test";
}

// Whether a bearer is meant as an access key, well-formed or not.
constexpr bool LooksLikeAccessKey(std::string_view text) {
  return text.starts_with("ons_");
}

struct AccessKeyText {
  KeyEnvironment environment;
  std::string_view id;        // a part of the text
  base::Sha256Digest digest;  // of the whole text
};
std::optional<AccessKeyText> ParseAccessKey(std::string_view text);

struct NewAccessKey {
  std::string id;
  base::Secret text;
  base::Sha256Digest digest;  // of the whole text
};
// A key with a new random secret, for this id or, if it is empty, for a new random one.
NewAccessKey MakeAccessKey(KeyEnvironment environment, std::string_view id = {});

// Compares in constant time, against timing attacks.
bool SameDigest(const base::Sha256Digest& a, const base::Sha256Digest& b);

}  // namespace onsale::http
