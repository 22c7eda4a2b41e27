// Why bytes from a client are not a request that this server accepts.
//
// Owner:    `reason` is one sentence in static storage. It names no bytes of the client.
#pragma once

#include <cstdint>
#include <string_view>

namespace onsale::http {

enum class ParseRefusal : std::uint8_t {
  kMalformed,            // answered with 400
  kPayloadTooLarge,      // answered with 413
  kTargetTooLong,        // answered with 414
  kHeadTooLarge,         // answered with 431
  kVersionNotSupported,  // answered with 505
};

struct RefusedBytes {
  ParseRefusal refusal = ParseRefusal::kMalformed;
  std::string_view reason;
};

}  // namespace onsale::http
