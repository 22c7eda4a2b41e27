// A mixing function, and reproducible random numbers made with it: not for secrets.
//
// Source:   SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
#pragma once

#include <concepts>
#include <cstdint>

namespace onsale::base {

inline constexpr std::uint64_t kMixStep = 0x9E3779B97F4A7C15U;

// Mixes the bits of `x`: every bit of the result depends on every bit of `x`.
constexpr std::uint64_t Mix(std::uint64_t x) {
  x += kMixStep;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31);
}

// A generator of random numbers: the same numbers for the same seed.
class SplitMix64 {
 public:
  explicit SplitMix64(std::uint64_t seed) : state_(Mix(seed)) {}

  std::uint64_t Bits() { return Mix(state_ += kMixStep); }
  // Returns a random number from 0 to `bound` - 1. Requires: bound > 0.
  template <std::integral Number>
  Number Below(Number bound) {
    // The bias, below 2^-64 times `bound`, does not matter here.
    return static_cast<Number>((Wide{Bits()} * static_cast<std::uint64_t>(bound)) >> 64);
  }

 private:
  __extension__ using Wide = unsigned __int128;

  std::uint64_t state_;
};

}  // namespace onsale::base
