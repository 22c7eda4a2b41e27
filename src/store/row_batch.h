// Collects the changed rows of many commits to write each row once, with its last value.
//
// Threads:  one.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

#include "store/row_codec.h"

namespace onsale::store {

template <class Row>
struct RowVersions {
  struct Version {
    Row row;
    bool erased;
  };
  std::vector<Version> versions;  // in order of commits

  // For each row, the index in `versions` of its last version; in order of key.
  std::vector<std::uint32_t> LastInOrder() const {
    std::vector<std::uint32_t> order(versions.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [this](std::uint32_t a, std::uint32_t b) {
      const auto by_key = KeyOf(versions[a].row) <=> KeyOf(versions[b].row);
      return by_key != 0 ? by_key < 0 : a < b;
    });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
      const bool last = i + 1 == order.size() ||
                        KeyOf(versions[order[i]].row) != KeyOf(versions[order[i + 1]].row);
      if (last) order[kept++] = order[i];
    }
    order.resize(kept);
    return order;
  }
};

class RowBatch {
 public:
  template <class Row>
  void Put(Row row) {
    Of<Row>().versions.push_back({.row = std::move(row), .erased = false});
    ++size_;
  }
  template <class Row>
  void Erase(Row row) {
    Of<Row>().versions.push_back({.row = std::move(row), .erased = true});
    ++size_;
  }

  template <class Row>
  RowVersions<Row>& Of() {
    return std::get<RowVersions<Row>>(tables_);
  }
  std::size_t size() const { return size_; }

 private:
  ForTables<RowVersions> tables_;
  std::size_t size_ = 0;
};

}  // namespace onsale::store
