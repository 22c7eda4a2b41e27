// Rows put into memory outside of batches: what is stored, when a store opens; what another process
// committed; what was before a batch that did not happen.
//
// Shape:    a visitor for DecodeRows, then Finish.
// Threads:  one.
// Errors:   Finish says in a sentence which rows cannot be; the rows in memory are then worthless.
#pragma once

#include "store/memory/catalog_rows.h"
#include "store/memory/memory_rows.h"

namespace onsale::store {

class RowChanges {
 public:
  explicit RowChanges(MemoryRows& rows) : rows_(rows) {}

  template <class Row>
  void Put(const Row& row) {
    if constexpr (kIsCatalogRow<Row>) {
      Draft().Put(row);
    } else if (IsPossible(row)) {
      rows_.Put(row);
    }
  }

  template <class Row>
  void Erase(const Row& row) {
    if constexpr (kIsCatalogRow<Row>) {
      Draft().Erase(row);
    } else if constexpr (std::is_same_v<Row, domain::Seat> ||
                         std::is_same_v<Row, domain::IdempotencyRecord>) {
      rows_.Erase(row.key);
    } else if constexpr (requires { rows_.Forget(row); }) {
      rows_.Forget(row);
    } else {
      error_ = std::string("rows of ") + Table<Row>::kName + " are never erased";
    }
  }

  std::expected<void, std::string> Finish() {
    if (!error_.empty()) return std::unexpected(error_);
    if (!draft_) return {};
    auto catalog = draft_->Build();
    if (!catalog) return std::unexpected(catalog.error());
    rows_.Put(std::move(*catalog));
    return {};
  }

 private:
  CatalogDraft& Draft() {
    if (!draft_) draft_.emplace(rows_.catalog_ptr()->rows());
    return *draft_;
  }
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
  std::optional<CatalogDraft> draft_;
  std::string error_;
};

}  // namespace onsale::store
