// Encodes every row in memory except the catalogue's: equal dumps mean equal rows.
#pragma once

#include <set>
#include <string>

#include "store/memory/memory_rows.h"

namespace onsale::store {

inline std::multiset<std::string> DumpRows(const MemoryRows& rows) {
  std::multiset<std::string> dump;
  rows.ForEachRow([&dump](const auto& row) {
    std::string bytes;
    base::WireWriter writer(bytes);
    EncodePut(writer, row);
    dump.insert(std::move(bytes));
  });
  return dump;
}

}  // namespace onsale::store
