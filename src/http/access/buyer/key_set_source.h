// The interface through which a key set is read: from a file or a URL.
//
// Threads:  one at a time; Read is called every second on the reload's thread, and once before that
//           thread starts. It returns within a bounded time, which a stop has to wait for.
// Errors:   a sentence for the operator. The source is then asked again a second later; it decides
//           itself whether that is too soon.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>

namespace onsale::http {

class KeySetSource {
 public:
  // kDue: the next second. kUnknownKey: a token named a key that is not in the set, so that the
  // source reads the document even if it seems unchanged; at most once in 30 seconds.
  enum class Why : std::uint8_t { kDue, kUnknownKey };
  // The JWKS document; nothing if it has not changed since the last Read.
  using Result = std::expected<std::optional<std::string>, std::string>;

  virtual ~KeySetSource() = default;
  virtual Result Read(Why why) = 0;
};

}  // namespace onsale::http
