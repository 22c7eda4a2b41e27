// What becomes due when: a heap of moments, cleaned lazily.
//
// Shape:    an entry is a claim about a row; whoever asks says whether it still holds, and entries
//           that do not are dropped when they reach the top.
// Threads:  one.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <vector>

#include "base/time.h"

namespace onsale::store {

template <class Key>
class DueHeap {
 public:
  struct Entry {
    base::Time until;
    Key key;
    auto operator<=>(const Entry&) const = default;
  };

  void Add(const Entry& entry) {
    entries_.push_back(entry);
    std::push_heap(entries_.begin(), entries_.end(), std::greater<>());
  }

  // The earliest entry for which `holds` says yes.
  template <class Holds>
  std::optional<Entry> Earliest(Holds&& holds) {
    while (!entries_.empty() && !holds(entries_.front())) {
      std::pop_heap(entries_.begin(), entries_.end(), std::greater<>());
      entries_.pop_back();
    }
    if (entries_.empty()) return std::nullopt;
    return entries_.front();
  }

 private:
  std::vector<Entry> entries_;
};

}  // namespace onsale::store
