// A hash whose collisions cannot be found without its key: for every index over values that clients
// choose.
//
// With a known hash, a client could fill an index with colliding keys; each look-up would then cost
// time proportional to their number.
//
// Shape:    SipHash-1-3, 64 bits. A composite key is hashed part by part; the hash of each part
//           changes the key for the next. Hashes are never stored and never sent: no outcome
//           depends on them.
// Threads:  any; a value.
// Source:   Aumasson, Bernstein: SipHash: a fast short-input PRF, 2012.
#pragma once

#include <cstdint>
#include <string_view>
#include <tuple>

#include "base/ids.h"

namespace onsale::base {

struct HashKey {
  std::uint64_t first = 0;
  std::uint64_t second = 0;
};

// A random hash key, which no client can predict.
HashKey RandomHashKey();

std::uint64_t SipHash13(const HashKey& key, std::string_view bytes);

class KeyedHash {
 public:
  explicit KeyedHash(const HashKey& key) : key_(key) {}

  std::uint64_t operator()(std::string_view text) const { return SipHash13(key_, text); }
  std::uint64_t operator()(const UserId& user) const { return (*this)(user.text()); }
  std::uint64_t operator()(const Uuid& id) const {
    return (*this)({reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()});
  }
  template <class Tag>
  std::uint64_t operator()(const TaggedUuid<Tag>& id) const {
    return (*this)(id.uuid);
  }
  // Hashes the key of a row that consists of several parts, such as room and user.
  template <class... Parts>
  std::uint64_t operator()(const std::tuple<Parts&...>& parts) const {
    KeyedHash hash = *this;
    std::uint64_t result = 0;
    const auto add = [&](const auto& part) {
      result = hash(part);
      hash.key_.second ^= result;
    };
    std::apply([&add](const auto&... part) { (add(part), ...); }, parts);
    return result;
  }

 private:
  HashKey key_;
};

}  // namespace onsale::base
