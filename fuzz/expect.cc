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

// The seed is the FNV-1a hash of the input; a linear congruential sequence follows. Choices need
// only be repeatable.
Choices::Choices(std::string_view input) : state_(0xCBF29CE484222325U) {
  for (const char c : input) {
    state_ = (state_ ^ static_cast<std::uint8_t>(c)) * 0x100000001B3U;
  }
}

std::size_t Choices::Below(std::size_t bound) {
  state_ = state_ * 6364136223846793005U + 1442695040888963407U;
  return static_cast<std::size_t>((state_ >> 33) % bound);
}

}  // namespace onsale::fuzz
