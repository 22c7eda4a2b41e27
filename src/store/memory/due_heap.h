// A heap of due times with lazy deletion.
//
// Shape:    an entry is the due time of a row when it was added. The caller checks whether the
//           entry still applies; an outdated entry is dropped when it reaches the top.
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

  // The earliest entry that still applies: `holds` returns true for it. Drops outdated entries.
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
