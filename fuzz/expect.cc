#include "fuzz/expect.h"

#include <cstdio>
#include <cstdlib>

namespace onsale::fuzz {

void Expect(bool holds, std::string_view statement) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %.*s\n", static_cast<int>(statement.size()),
               statement.data());
  std::abort();
}

}  // namespace onsale::fuzz
