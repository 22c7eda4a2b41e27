// All rows that rules read, in memory, and the changes of the current batch.
//
// Shape:    load with Put, then FinishLoading; then for each batch StartBatch, the rules,
//           TakeChanges, and perhaps UndoBatch. Ledger entries and payments are not kept: they are
//           only encoded into the changes.
// Owner:    owns the rows. A returned pointer lives until the next Put or Erase of that row type.
// Threads:  one at a time.
#pragma once

#include <map>
#include <unordered_map>

#include "base/keyed_hash.h"
#include "domain/row_set.h"
#include "store/memory/due_heap.h"
#include "store/memory/reservation_rows.h"
#include "store/memory/room_rows.h"
#include "store/memory/show_seats.h"
#include "store/memory/undo_log.h"

namespace onsale::store {

class MemoryRows final : public domain::RowSet {
 public:
  // `hash_key` is for the indexes over values that clients choose.
  explicit MemoryRows(const domain::Limits& limits = {},
                      const base::HashKey& hash_key = base::RandomHashKey());

  // `last_batch` is the last commit that was loaded.
  void FinishLoading(std::uint64_t last_batch);
  // The following Puts belong to this commit of another node; they do not belong to a batch.
  void FollowBatch(std::uint64_t number);
  // Begins a batch. `number` is its commit's number, should it change anything.
  void StartBatch(std::uint64_t number);
  // Appends the rows that the batch has changed, each once; false if there are none.
  bool TakeChanges(std::string& out);
  // After TakeChanges: further changes belong to the same batch, and UndoBatch undoes them, too.
  void ContinueBatch();
  // For tests.
  const base::KeyedHash& hash() const { return hash_; }
  // Keeps an undo log from the next batch on.
  void KeepUndo() { undo_.emplace(hash_); }
  // Restores the rows as of the last StartBatch. Requires: KeepUndo.
  void UndoBatch();
  // The rows as they were before the batch. Requires: KeepUndo.
  const UndoLog& undo() const { return *undo_; }
  // The earliest due time.
  std::optional<base::Time> NextDue();
  domain::CatalogPtr catalog_ptr() const { return catalog_; }
  // All rows of a room, or all seats of a show; null if there are none.
  const RoomRows* RowsOf(domain::RoomId id) const;
  const ShowSeats* RowsOf(domain::ShowId id) const;

  const domain::Room* Find(domain::RoomId id) override;
  const domain::RoomFunnel* FindFunnel(domain::RoomId room) override;
  const domain::QueueToken* Find(domain::QueueTokenKey key) override;
  const domain::QueueToken* FindLive(domain::RoomId room, const domain::UserId& user) override;
  const domain::Seat* Find(domain::SeatKey key) override;
  const domain::Reservation* Find(domain::ReservationId id) override;
  const domain::Wallet* Find(const domain::UserId& user) override;
  const domain::IdempotencyRecord* Find(const domain::IdempotencyRecordKey& key) override;

  const domain::Catalog& catalog() override { return *catalog_; }
  std::vector<domain::RoomId> Rooms() override;
  std::vector<domain::ReservationId> OpenReservations(const domain::UserId& user) override;
  std::int64_t ReservationsMade(domain::QueueTokenKey turn) override;
  std::optional<base::Time> IssuedAt(domain::RoomId room, const domain::UserId& user,
                                     std::int64_t n) override;
  std::int64_t RecordsOf(const domain::UserId& user) override;
  domain::AdmissionRank RankOf(domain::RoomId room, domain::QueueNumber number) override;
  std::optional<domain::QueueNumber> NextWaiting(domain::RoomId room,
                                                 domain::AdmissionRank after) override;
  std::int64_t WaitingBefore(domain::RoomId room, domain::QueueNumber number) override;
  std::int64_t AvailableSeats(domain::ShowId show) override;
  domain::SeatMapPtr Seats(domain::ShowId show) override;

  std::optional<domain::ReservationId> NextHoldDue(domain::Time now) override;
  std::optional<domain::QueueTokenKey> NextTurnDue(domain::Time now) override;
  std::optional<domain::IdempotencyRecordKey> NextRecordDue(domain::Time now) override;
  std::optional<domain::RoomId> NextRoomDue(domain::Time now) override;

  void Put(const domain::Room& row) override;
  void Put(const domain::RoomFunnel& row) override;
  void Put(const domain::QueueToken& row) override;
  void Put(const domain::Seat& row) override;
  void Put(const domain::Reservation& row) override;
  void Put(const domain::Wallet& row) override;
  void Put(const domain::IdempotencyRecord& row) override;
  void Put(const domain::LedgerEntry& row) override;
  void Put(const domain::Payment& row) override;
  void Put(domain::CatalogPtr catalog) override;

  void Erase(const domain::SeatKey& key) override;
  void Erase(const domain::IdempotencyRecordKey& key) override;

  // Removes rows that no rule erases. Only outside of batches.
  void Forget(const domain::Room& row);
  void Forget(const domain::RoomFunnel& row);
  void Forget(const domain::QueueToken& row);
  void Forget(const domain::Reservation& row);
  void Forget(const domain::Wallet& row);

  // Whether there are any queue tokens.
  bool HasTokens() const {
    return std::ranges::any_of(rooms_,
                               [](const auto& room) { return room.second.last_number() > 0; });
  }
  // Calls f(id, rows) for every room, and for every show that has or had seats.
  template <class F>
  void ForEachRoom(F&& f) const {
    for (const auto& [id, room] : rooms_) f(id, room);
  }
  template <class F>
  void ForEachShow(F&& f) const {
    for (const auto& [id, show] : shows_) f(id, show);
  }
  // Calls f(row) for every row in memory except the catalogue's, table by table.
  template <class F>
  void ForEachRow(F&& f) const {
    for (const auto& [id, room] : rooms_) {
      if (room.room() != nullptr) f(*room.room());
      if (room.funnel() != nullptr) f(*room.funnel());
      room.ForEachToken(f);
    }
    for (const auto& [id, show] : shows_) show.ForEach(f);
    reservations_.ForEach(f);
    wallets_.ForEach(f);
    records_.ForEach(f);
  }

 private:
  struct RecordDue {
    std::uint32_t slot;
    auto operator<=>(const RecordDue&) const = default;
  };
  // `before` is the row that `row` replaces, or null.
  template <class Row>
  void Remember(const Row* before, const Row& row) {
    if (undo_ && batch_.mark != 0) undo_->Was(before, row);
  }
  template <class Row>
  void RememberErased(const Row& row) {
    if (undo_ && batch_.mark != 0) undo_->WasErased(row);
  }
  std::uint32_t NextMark();
  std::optional<DueHeap<domain::QueueTokenKey>::Entry> EarliestTurn();
  std::optional<DueHeap<RecordDue>::Entry> EarliestRecord();
  std::optional<DueHeap<domain::RoomId>::Entry> EarliestRoom();

  // The rows of this room; empty ones are added if there are none.
  RoomRows& RoomOf(domain::RoomId room);

  const base::KeyedHash hash_;
  BatchMark batch_;  // mark 0 outside of batches
  std::uint32_t last_mark_ = 0;
  domain::CatalogPtr catalog_ = std::make_shared<const domain::Catalog>();
  domain::CatalogPtr catalog_before_;  // null unless the batch has changed it
  std::map<domain::RoomId, RoomRows> rooms_;
  std::unordered_map<domain::ShowId, ShowSeats> shows_;
  std::vector<domain::ShowId> shows_changed_;
  ReservationRows reservations_;
  RowTable<domain::Wallet> wallets_;
  RowTable<domain::IdempotencyRecord> records_;
  UserTable<std::int64_t> record_counts_;
  DueHeap<domain::QueueTokenKey> turns_due_;
  DueHeap<RecordDue> records_due_;
  DueHeap<domain::RoomId> rooms_due_;
  std::optional<UndoLog> undo_;
  domain::CatalogPtr undo_catalog_;  // null unless the batch has changed it
  std::string history_;              // the batch's ledger entries and payments, encoded
};

}  // namespace onsale::store
