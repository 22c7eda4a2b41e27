// Secrets from the system's randomness.
//
// Threads:  any, at once.
// Errors:   a system that gives no random bytes ends the process: nothing it would do is safe.
#pragma once

#include "base/sha256.h"

namespace onsale::base {

// 32 bytes that nobody can foretell.
Sha256Digest RandomDigest();

}  // namespace onsale::base
