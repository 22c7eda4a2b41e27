// Secrets from the system's randomness.
//
// Threads:  any, at once.
// Errors:   a system that gives no random bytes ends the process: nothing it would do is safe.
#pragma once

#include <span>

#include "base/sha256.h"

namespace onsale::base {

// Bytes that nobody can foretell. Requires: at most 256 of them.
void FillWithRandom(std::span<std::uint8_t> bytes);

// 32 bytes that nobody can foretell.
Sha256Digest RandomDigest();

}  // namespace onsale::base
