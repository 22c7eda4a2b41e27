// Random numbers that follow from a seed.
#pragma once

#include <cstdint>

#include "base/mix.h"

namespace onsale::histories {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(base::Mix(seed)) {}

  // A random number from 0 to sides - 1.
  std::uint32_t Roll(std::uint32_t sides) {
    state_ += base::kMixStep;
    return static_cast<std::uint32_t>((base::Mix(state_) >> 32) * sides >> 32);
  }
  bool Happens(double share) { return Roll(1'000'000) < share * 1'000'000; }

 private:
  std::uint64_t state_;
};

}  // namespace onsale::histories
