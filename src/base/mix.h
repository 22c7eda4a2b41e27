// A mixing function: every bit of the result depends on every bit of the input.
//
// Source:   SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
#pragma once

#include <cstdint>

namespace onsale::base {

inline constexpr std::uint64_t kMixStep = 0x9E3779B97F4A7C15U;

constexpr std::uint64_t Mix(std::uint64_t x) {
  x += kMixStep;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31);
}

}  // namespace onsale::base
