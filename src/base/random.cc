#include "base/random.h"

#include <sys/random.h>

#include <cerrno>

#include "base/assert.h"

namespace onsale::base {

void FillWithRandom(std::span<std::uint8_t> bytes) {
  ONSALE_ASSERT(bytes.size() <= 256);
  // getrandom fills up to 256 bytes completely or fails, once the entropy pool is initialized.
  while (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    if (errno == EINTR) continue;
    AbortWith("onsale: the system returned no random bytes\n");
  }
}

Sha256Digest RandomDigest() {
  Sha256Digest digest;
  FillWithRandom(digest.bytes);
  return digest;
}

}  // namespace onsale::base
