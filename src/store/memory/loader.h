// Where stored rows go while a store opens: rows into memory, the catalogue into its draft.
//
// Threads:  one.
// Errors:   Finish says in a sentence which rows cannot be. What was put before is then worthless.
#pragma once

#include "store/memory/catalog_rows.h"
#include "store/memory/memory_rows.h"

namespace onsale::store {

class Loader {
 public:
  explicit Loader(MemoryRows& rows) : rows_(rows) {}

  template <class Row>
  void Put(const Row& row) {
    if constexpr (kIsCatalogRow<Row>) {
      draft_.Put(row);
    } else if (IsPossible(row)) {
      rows_.Put(row);
    }
  }

  template <class Row>
  void Erase(const Row& row) {
    if constexpr (kIsCatalogRow<Row>) {
      draft_.Erase(row);
    } else if constexpr (requires { rows_.Erase(row.key); }) {
      rows_.Erase(row.key);
    } else {
      error_ = std::string("rows of ") + Table<Row>::kName + " are never erased";
    }
  }

  std::expected<void, std::string> Finish(std::uint64_t last_batch) {
    if (!error_.empty()) return std::unexpected(error_);
    auto catalog = draft_.Build();
    if (!catalog) return std::unexpected(catalog.error());
    rows_.Put(std::move(*catalog));
    rows_.FinishLoading(last_batch);
    return {};
  }

 private:
  template <class Row>
  bool IsPossible(const Row&) {
    return true;
  }
  // Memory for tokens grows with their places.
  bool IsPossible(const domain::QueueToken& token) {
    const std::uint64_t place = token.key.place.value;
    if (place > 0 && place < RoomRows::kPlaceMax) return true;
    error_ = "a queue token has the impossible place " + std::to_string(place);
    return false;
  }

  MemoryRows& rows_;
  CatalogDraft draft_;
  std::string error_;
};

}  // namespace onsale::store
