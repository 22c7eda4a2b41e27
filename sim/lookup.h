// Finds a key's value in a map; null if the key is missing.
#pragma once

namespace onsale::sim {

template <class Map, class Key>
auto* Lookup(const Map& map, const Key& key) {
  const auto at = map.find(key);
  return at == map.end() ? nullptr : &at->second;
}

}  // namespace onsale::sim
