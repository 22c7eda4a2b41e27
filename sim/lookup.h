// The value of a key in a map, or null.
#pragma once

namespace onsale::sim {

template <class Map, class Key>
auto* Lookup(const Map& map, const Key& key) {
  const auto at = map.find(key);
  return at == map.end() ? nullptr : &at->second;
}

}  // namespace onsale::sim
