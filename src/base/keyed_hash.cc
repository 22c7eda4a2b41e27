#include "base/keyed_hash.h"

#include <bit>
#include <cstring>

#include "base/random.h"

namespace onsale::base {
namespace {

struct State {
  std::uint64_t v0, v1, v2, v3;

  void Round() {
    v0 += v1;
    v1 = std::rotl(v1, 13) ^ v0;
    v0 = std::rotl(v0, 32);
    v2 += v3;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 += v3;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 += v1;
    v1 = std::rotl(v1, 17) ^ v2;
    v2 = std::rotl(v2, 32);
  }
  void Add(std::uint64_t word) {
    v3 ^= word;
    Round();
    v0 ^= word;
  }
};

std::uint64_t Word(const char* bytes, std::size_t count) {
  static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, count);
  return word;
}

}  // namespace

HashKey RandomHashKey() {
  const Sha256Digest random = RandomDigest();
  HashKey key;
  std::memcpy(&key.first, random.bytes.data(), sizeof key.first);
  std::memcpy(&key.second, random.bytes.data() + sizeof key.first, sizeof key.second);
  return key;
}

std::uint64_t SipHash13(const HashKey& key, std::string_view bytes) {
  State state{key.first ^ 0x736F6D6570736575U, key.second ^ 0x646F72616E646F6DU,
              key.first ^ 0x6C7967656E657261U, key.second ^ 0x7465646279746573U};
  std::size_t at = 0;
  for (; bytes.size() - at >= 8; at += 8) state.Add(Word(bytes.data() + at, 8));
  // SipHash's last word holds the remaining bytes and, in its top byte, the length.
  state.Add(Word(bytes.data() + at, bytes.size() - at) | std::uint64_t{bytes.size()} << 56);
  state.v2 ^= 0xFF;
  for (int i = 0; i < 3; ++i) state.Round();
  return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

}  // namespace onsale::base
