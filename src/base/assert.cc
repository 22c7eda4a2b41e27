#include "base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace onsale::base {

void AssertionFailed(const char* expression, const char* file, int line) {
  std::fprintf(stderr, "onsale: bug: assertion failed: %s (%s:%d)\n", expression, file, line);
  std::abort();
}

}  // namespace onsale::base
