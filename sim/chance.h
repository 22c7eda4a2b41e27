// Random numbers, choices and ids; the same seed gives the same ones.
//
// Threads:  one for each Chance.
#pragma once

#include <cstdint>
#include <span>

#include "base/assert.h"
#include "base/mix.h"
#include "base/sha256.h"
#include "base/uuid.h"

namespace onsale::sim {

using base::Mix;

class Chance : public base::SplitMix64 {
 public:
  using SplitMix64::SplitMix64;

  struct Bounds {
    std::int64_t least;
    std::int64_t most;
  };
  std::int64_t In(Bounds bounds) {
    const auto span = static_cast<std::uint64_t>(bounds.most - bounds.least) + 1;
    return bounds.least + static_cast<std::int64_t>(Below(span));
  }
  bool OneIn(std::uint64_t n) { return Below(n) == 0; }
  bool Percent(std::uint64_t share) { return Below(std::uint64_t{100}) < share; }
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
  template <class Bytes>
  void Fill(Bytes& bytes) {
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(Bits() >> 32);
    bytes[0] |= 1;  // never nil
  }
};

}  // namespace onsale::sim
