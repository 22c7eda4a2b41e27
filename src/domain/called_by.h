// What every command states about itself: its caller, and an answer without members.
#pragma once

#include <cstdint>

namespace onsale::domain {

struct None {};

enum class CalledBy : std::uint8_t {
  kAnybody,
  kBuyer,     // the holder of a genuine queue token: `caller` is its credential
  kOperator,  // the holder of an access key
  kServer,    // the server itself; no endpoint makes such a command
};

}  // namespace onsale::domain
