// Secrets from the system's randomness.
//
// Threads:  any, concurrently.
// Errors:   ends the process if the system provides no random bytes: no secret would be safe
//           without them.
#pragma once

#include <span>

#include "base/sha256.h"

namespace onsale::base {

// Fills `bytes` with random bytes that nobody can predict. Requires: at most 256 bytes.
void FillWithRandom(std::span<std::uint8_t> bytes);

// A digest-sized value of 32 unpredictable bytes.
Sha256Digest RandomDigest();

}  // namespace onsale::base
