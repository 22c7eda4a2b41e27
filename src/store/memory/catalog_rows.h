// Converts the catalogue between single rows and the immutable object that rules read.
//
// Threads:  one.
// Errors:   Build returns a sentence if rows contradict each other; stored rows may be damaged.
#pragma once

#include <expected>
#include <map>
#include <string>

#include "store/row_codec.h"

namespace onsale::store {

// A copy of the row's key, as a tuple.
template <class Row>
auto OwnedKey(const Row& row) {
  return std::apply([](const auto&... part) { return std::tuple(part...); }, KeyOf(row));
}

// Collects catalogue rows while a store loads.
class CatalogDraft {
 public:
  // Starts the draft with the rows of an existing catalogue.
  explicit CatalogDraft(const domain::CatalogRows& rows);

  template <class Row>
  void Put(Row row) {
    Of<Row>().insert_or_assign(OwnedKey(row), std::move(row));
  }
  template <class Row>
  void Erase(const Row& row) {
    Of<Row>().erase(OwnedKey(row));
  }

  std::expected<domain::CatalogPtr, std::string> Build() const;

 private:
  template <class Row>
  using Rows = std::map<decltype(OwnedKey(std::declval<const Row&>())), Row>;
  template <class Row>
  Rows<Row>& Of() {
    return std::get<Rows<Row>>(rows_);
  }

  ForTablesAt<Home::kCatalog, Rows> rows_;
};

struct CatalogChange {
  const domain::CatalogRows& before;
  const domain::CatalogRows& after;
};

// Encodes the changed rows of the catalogue and returns their number.
std::size_t EncodeCatalogChange(const CatalogChange& change, base::WireWriter& out);

}  // namespace onsale::store
