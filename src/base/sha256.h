// SHA-256 digests.
//
// Units:    32 bytes; as text 64 hexadecimal digits, lower case.
// Threads:  a digest is a value; a Sha256 belongs to one thread.
// Source:   FIPS 180-4; computed by OpenSSL.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace onsale::base {

struct Sha256Digest {
  std::array<std::uint8_t, 32> bytes{};

  auto operator<=>(const Sha256Digest&) const = default;
  // Whether the digest is all zero, which stands for "no digest": no known text has this digest.
  bool IsNil() const { return *this == Sha256Digest{}; }
  std::string_view AsText() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  std::string ToHex() const;
  // Reads 64 hexadecimal digits, as ToHex writes them, in either case.
  static std::optional<Sha256Digest> ParseHex(std::string_view text);
};

// Digests one message after another with one OpenSSL context.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  Sha256& Add(std::string_view bytes);
  // The digest of all bytes added since the last Finish.
  Sha256Digest Finish();

 private:
  class Context;
  std::unique_ptr<Context> context_;
};

Sha256Digest Sha256Of(std::string_view bytes);

}  // namespace onsale::base
