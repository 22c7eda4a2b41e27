// The rows that many batches changed, collected to be written as one: the last value of a row wins.
//
// Threads:  one.
#pragma once

#include <algorithm>
#include <vector>

#include "store/row_codec.h"

namespace onsale::store {

template <class Row>
struct RowVersions {
  struct Version {
    Row row;
    bool erased;
  };
  std::vector<Version> versions;  // in order of their batches

  // Leaves the last version of each row, in order of key.
  void KeepLast() {
    const auto less = [](const Version& a, const Version& b) {
      return KeyOf(a.row) < KeyOf(b.row);
    };
    std::stable_sort(versions.begin(), versions.end(), less);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < versions.size(); ++i) {
      if (i + 1 < versions.size() && KeyOf(versions[i].row) == KeyOf(versions[i + 1].row)) continue;
      if (kept != i) versions[kept] = std::move(versions[i]);
      ++kept;
    }
    versions.erase(versions.begin() + static_cast<std::ptrdiff_t>(kept), versions.end());
  }
};

class FoldBatch {
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
