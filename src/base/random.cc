#include "base/random.h"

#include <sys/random.h>

#include <cerrno>

#include "base/assert.h"

namespace onsale::base {

Sha256Digest RandomDigest() {
  Sha256Digest digest;
  // Up to 256 bytes come whole or not at all, once the system has collected enough.
  while (getrandom(digest.bytes.data(), digest.bytes.size(), 0) !=
         static_cast<ssize_t>(digest.bytes.size())) {
    if (errno == EINTR) continue;
    AbortWith("onsale: the system gives no random bytes\n");
  }
  return digest;
}

}  // namespace onsale::base
