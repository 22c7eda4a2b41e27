// What rows were before the current batch changed them.
//
// Shape:    as encoded rows, one for each change, to be put back newest first.
// Threads:  one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/assert.h"
#include "store/row_codec.h"

namespace onsale::store {

class UndoLog {
 public:
  // `before` is null if there was no row with the key of `row`.
  template <class Row>
  void Was(const Row* before, const Row& row) {
    starts_.push_back(bytes_.size());
    base::WireWriter writer(bytes_);
    before != nullptr ? EncodePut(writer, *before) : EncodeErase(writer, row);
  }

  // visitor.Put(Row) and visitor.Erase(Row) for each change, newest first; then it is empty.
  template <class Visitor>
  void Undo(Visitor&& visitor) {
    std::string_view bytes = bytes_;
    for (; !starts_.empty(); starts_.pop_back()) {
      const bool good = DecodeRows(bytes.substr(starts_.back()), visitor).has_value();
      ONSALE_ASSERT(good);
      bytes = bytes.substr(0, starts_.back());
    }
    Clear();
  }
  void Clear() {
    bytes_.clear();
    starts_.clear();
  }

 private:
  std::string bytes_;
  std::vector<std::size_t> starts_;
};

}  // namespace onsale::store
