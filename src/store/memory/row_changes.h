// Puts rows from outside into memory: the stored rows when a store opens, and another node's
// commits. Checks each row, alone and against the rows that it names, before a rule reads it.
//
// Shape:    a visitor for DecodeRows, then Finish. Rooms and the catalogue are put by Finish.
// Threads:  one.
// Errors:   Finish returns a sentence that names an impossible row, or two rows that contradict
//           each other; the rows in memory must then not be used.
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
  // Which rows are checked against others: kAll, all rows in memory; kPut, the rows put or
  // erased and those that depend on them, as a seat's reservation or a token's room.
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
    } else if constexpr (std::is_same_v<Row, domain::AccessKeyRow>) {
      rows_.Erase(row);
    } else if constexpr (Table<Row>::kErasable) {
      EraseRow(row.key);
    } else {
      error_ = NameOf(row) + " is erased, but rows of this table are never erased";
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
  void EraseRow(const domain::IdempotencyRecordKey& key) { rows_.Erase(key); }

  void PutRooms();
  void PutCatalog();
  // Checks the rows that were put, and the rows that they affect.
  void CheckPut();

  MemoryRows& rows_;
  Extent extent_;
  std::optional<CatalogDraft> draft_;
  // The rooms, put last: the check of a room needs all of its tokens.
  std::map<domain::RoomId, domain::Room> rooms_;
  // Keys of the rows to check; used only with kPut.
  std::vector<domain::QueueTokenKey> tokens_;
  std::vector<domain::SeatKey> seats_;
  std::vector<domain::ReservationId> reservations_;
  std::string error_;
};

}  // namespace onsale::store
