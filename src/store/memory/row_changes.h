// Rows that come into memory from outside: what is stored, when a store opens, and what another
// node committed. Each is checked, alone and beside the rows that it names, before a rule sees it.
//
// Shape:    a visitor for DecodeRows, then Finish. Rooms and the catalogue are put by Finish.
// Threads:  one.
// Errors:   Finish says in a sentence which row cannot be, or which two contradict each other; the
//           rows in memory are then worthless.
#pragma once

#include <expected>
#include <map>
#include <optional>
#include <vector>

#include "store/memory/catalog_rows.h"
#include "store/memory/memory_rows.h"
#include "store/row_values.h"

namespace onsale::store {

class RowChanges {
 public:
  // What is compared with other rows: all rows in memory, or those that were put and what they
  // touch.
  enum class Extent : std::uint8_t { kAll, kPut };

  explicit RowChanges(MemoryRows& rows, Extent extent = Extent::kAll)
      : rows_(rows), extent_(extent) {}

  template <class Row>
  void Put(const Row& row) {
    if (!error_.empty()) return;
    error_ = WrongInItself(row);
    if (!error_.empty()) return;
    if constexpr (Table<Row>::kHome == Home::kCatalog) {
      Draft().Put(row);
    } else {
      PutRow(row);
    }
  }

  template <class Row>
  void Erase(const Row& row) {
    if (!error_.empty()) return;
    if constexpr (Table<Row>::kHome == Home::kCatalog) {
      Draft().Erase(row);
    } else if constexpr (Table<Row>::kErasable) {
      EraseRow(row.key);
    } else {
      error_ = NameOf(row) + " is erased, and such rows never are";
    }
  }

  std::expected<void, std::string> Finish();

 private:
  CatalogDraft& Draft() {
    if (!draft_) draft_.emplace(rows_.catalog_ptr()->rows());
    return *draft_;
  }
  template <class Row>
  void PutRow(const Row& row) {
    rows_.Put(row);
  }
  void PutRow(const domain::Room& room);
  void PutRow(const domain::QueueToken& token);
  void PutRow(const domain::Seat& seat);
  void PutRow(const domain::Reservation& reservation);
  void EraseRow(const domain::SeatKey& key);
  void EraseRow(const domain::IdempotencyKey& key) { rows_.Erase(key); }

  void PutRooms();
  void PutCatalog();
  // What was put, and what it touches.
  void CheckPut();

  MemoryRows& rows_;
  Extent extent_;
  std::optional<CatalogDraft> draft_;
  // The draw of a room is put when all its tokens are there.
  std::map<domain::RoomId, domain::Room> rooms_;
  // Only with kPut.
  std::vector<domain::TokenKey> tokens_;
  std::vector<domain::SeatKey> seats_;
  std::vector<domain::ReservationId> reservations_;
  std::string error_;
};

}  // namespace onsale::store
