// A stream of random numbers that a seed reproduces.
//
// Threads:  one for each stream.
// Source:   SplitMix64, see base/mix.h.
#pragma once

#include <cstdint>
#include <span>

#include "base/assert.h"
#include "base/mix.h"
#include "base/sha256.h"
#include "base/uuid.h"

namespace onsale::sim {

using base::Mix;

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(Mix(seed)) {}

  std::uint64_t Bits() { return Mix(state_ += base::kMixStep); }
  // A random number from 0 to below - 1. Requires: below > 0.
  std::uint64_t Below(std::uint64_t below) {
    // Scales 64 random bits by multiplication. Its bias is too small to matter here.
    return static_cast<std::uint64_t>((static_cast<Wide>(Bits()) * below) >> 64);
  }
  struct Bounds {
    std::int64_t least;
    std::int64_t most;
  };
  std::int64_t In(Bounds bounds) {
    const auto span = static_cast<std::uint64_t>(bounds.most - bounds.least) + 1;
    return bounds.least + static_cast<std::int64_t>(Below(span));
  }
  bool OneIn(std::uint64_t n) { return Below(n) == 0; }
  bool Percent(std::uint64_t share) { return Below(100) < share; }
  template <class T>
  const T& Of(std::span<const T> choices) {
    ONSALE_ASSERT(!choices.empty());
    return choices[Below(choices.size())];
  }
  template <class T, std::size_t N>
  T Of(const T (&choices)[N]) {
    return choices[Below(N)];
  }

  base::Uuid Id() {
    base::Uuid id;
    Fill(id.bytes);
    return id;
  }
  base::Sha256Digest Digest() {
    base::Sha256Digest digest;
    Fill(digest.bytes);
    return digest;
  }

 private:
  __extension__ using Wide = unsigned __int128;

  template <class Bytes>
  void Fill(Bytes& bytes) {
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(Bits() >> 32);
    bytes[0] |= 1;  // never nil
  }

  std::uint64_t state_;
};

}  // namespace onsale::sim
