// All rows of a sale as its journal has them, decoded from the bytes that a store writes for each
// batch: what a start would read. Compares the rows that a batch changed with the model's.
//
// Shape:    rows of the catalogue are left out, because World compares the whole catalogue. Ledger
//           entries, payments and operators' changes, which nothing reads again, are those of the
//           last batch.
// Threads:  one.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "sim/model/model.h"
#include "store/row_codec.h"

namespace onsale::sim {

class JournalRows {
 public:
  // Applies the changed rows of a batch, which the model has ended. Returns the first difference
  // from the model, or what is wrong with the bytes, as a sentence.
  std::optional<std::string> Apply(std::string_view batch, const Model& model);

  // The row with the same key; null if there is none.
  template <class Row>
  const Row* Find(const Row& row) const {
    const auto& rows = std::get<Rows<Row>>(rows_);
    const auto at = rows.find(row);
    return at == rows.end() ? nullptr : &*at;
  }
  // Calls f(row) for every row that stores keep in memory.
  template <class F>
  void ForEachRow(F&& f) const {
    store::ForEachTableAt<store::Home::kMemory>([&]<class Row>(std::type_identity<Row>) {
      for (const Row& row : std::get<Rows<Row>>(rows_)) f(row);
    });
  }

 private:
  struct ByKey {
    template <class Row>
    bool operator()(const Row& a, const Row& b) const {
      return store::KeyOf(a) < store::KeyOf(b);
    }
  };
  template <class Row>
  using Rows = std::set<Row, ByKey>;

  template <class Row>
  std::optional<std::string> WrongRow(const Row& row, const Model& model) const;

  store::ForTables<Rows> rows_;
};

}  // namespace onsale::sim
