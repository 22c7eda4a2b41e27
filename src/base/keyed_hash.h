// A hash that nobody can aim at without its key: for every index over what a client chooses.
//
// An index with a hash that is known can be filled with keys that all collide, and each look-up then
// costs as much as there are keys.
//
// Shape:    SipHash-1-3, 64 bits. A key of several parts is hashed part by part, each under a key
//           that the parts before it have changed. Never stored and never sent: no outcome depends
//           on it.
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

// A key that nobody can foretell.
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
  // The parts of a row's key, as KeyOf makes them.
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
