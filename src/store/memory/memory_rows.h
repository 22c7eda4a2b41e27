// All rows that rules read, in memory, and the changes of the current batch.
//
// Shape:    load with Put, then FinishLoading; then for each batch StartBatch, the rules,
//           TakeChanges, and with KeepUndo either SettleBatch or UndoBatch. Rows of
//           history are not kept: they are only encoded into the changes.
// Owner:    owns the rows. A returned pointer lives until the next Put or Erase of that row type.
// Threads:  one at a time.
#pragma once

#include <map>
#include <span>
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
  // `hash_key` is for hash indexes over values that clients choose.
  explicit MemoryRows(const domain::Limits& limits = {},
                      const base::HashKey& hash_key = base::RandomHashKey());

  // Call after the last Put of loading: from then on the rows are those of the last loaded commit,
  // number `last_batch`, which gives the seat maps their version. Also releases spare memory.
  void FinishLoading(std::uint64_t last_batch);
  // Begins to follow a commit of another node: the next Puts are that commit's rows, and are not
  // changes of a batch. SettleBatch ends it.
  void FollowBatch(std::uint64_t number);
  // Begins a batch. `number` is its commit's number, should it change anything.
  void StartBatch(std::uint64_t number);
  // Appends each row that the batch has changed, once, to `out`; false if there are none.
  bool TakeChanges(std::string& out);
  // Makes later changes belong to the same batch, so that UndoBatch undoes all of them. Call after
  // TakeChanges.
  void ContinueBatch();
  // Prepares to load a room's tokens after its last_archived, before its row is put.
  void BeginAfterArchived(const domain::Room& row) { RoomOf(row.id).BeginAfterArchived(row); }
  // Puts a row again as it is, so that the batch has a change. Does nothing without rooms.
  void PutAgain();
  // The hash of the indexes, for tests.
  const base::KeyedHash& hash() const { return hash_; }
  // From the next batch on, keeps an undo log.
  void KeepUndo() { undo_.emplace(hash_); }
  // Reports that the batch has become a commit, with the number given at its start: its last seat
  // maps get the version that all nodes give them. Requires: its outcomes are still on this thread.
  void SettleBatch();
  // Restores the rows as of the last StartBatch. Requires: KeepUndo, and SettleBatch after
  // every earlier batch.
  void UndoBatch();
  // The undo log: the rows as they were before the batch. Requires: KeepUndo.
  const UndoLog& undo() const { return *undo_; }
  // When the next row is due; nothing if none will be.
  std::optional<base::Time> NextDue();
  domain::CatalogPtr catalog_ptr() const { return catalog_; }
  // The rows of a room, or the seats of a show; null if there are none.
  const RoomRows* RowsOf(domain::RoomId id) const;
  const ShowSeats* RowsOf(domain::ShowId id) const;

  void ExpectToken(domain::QueueTokenKey key) override;
  void ExpectReservationsOf(const domain::UserId& user) override { reservations_.Prefetch(user); }
  void ExpectReservation(domain::ReservationId id) override { reservations_.Prefetch(id); }
  const domain::Room* Find(domain::RoomId id) override;
  const domain::RoomFunnel* FindFunnel(domain::RoomId room) override;
  const domain::QueueToken* Find(domain::QueueTokenKey key) override;
  const domain::QueueToken* FindLive(domain::RoomId room, const domain::UserId& user) override;
  const domain::Seat* Find(domain::SeatKey key) override;
  const domain::Reservation* Find(domain::ReservationId id) override;
  const domain::Wallet* Find(const domain::UserId& user) override;
  const domain::IdempotencyRecord* Find(const domain::IdempotencyRecordKey& key) override;

  const domain::Catalog& catalog() override { return *catalog_; }
  // The same value until a key changes.
  domain::AccessKeysPtr access_keys() override;
  std::vector<domain::RoomId> Rooms() override;
  std::vector<const domain::Reservation*> OpenReservations(const domain::UserId& user) override;
  std::vector<const domain::Reservation*> OpenReservations(domain::PersonKey person) override;
  std::vector<const domain::Reservation*> EndedReservations(
      const domain::UserId& user, const std::optional<domain::ReservationCursor>& before,
      std::int64_t max) override;
  std::vector<domain::ReservationId> ReservationsWith(domain::BookingNumber number) override;
  std::int64_t ReservationsMade(domain::QueueTokenKey turn) override;
  std::optional<base::Time> IssuedAt(domain::RoomId room, const domain::UserId& user,
                                     std::int64_t n) override;
  std::vector<domain::QueueNumber> TokensOf(domain::RoomId room, const domain::UserId& user,
                                            const domain::TokenCursor& before,
                                            std::int64_t max) override;
  std::int64_t RecordsOf(const domain::UserId& user) override;
  std::int64_t LastAction() override { return last_action_; }
  bool HasWallets() override { return !wallets_.IsEmpty(); }
  domain::AdmissionRank RankOf(domain::RoomId room, domain::QueueNumber number) override;
  std::optional<domain::QueueNumber> NextWaiting(domain::RoomId room,
                                                 domain::AdmissionRank after) override;
  std::int64_t WaitingBefore(domain::RoomId room, domain::QueueNumber number) override;
  std::int64_t AvailableSeats(domain::ShowId show) override;
  std::int64_t HeldSeats(domain::ShowId show) override;
  std::vector<domain::SeatTally> TallySeats(domain::ShowId show) override;
  std::int64_t HeldBackSeats(domain::ShowId show) override;
  domain::SeatMapPtr Seats(domain::ShowId show) override;
  domain::FreeRuns& FreeSeats(domain::ShowId show) override;

  std::optional<domain::ReservationId> NextHoldDue(domain::Time now) override;
  std::optional<domain::QueueTokenKey> NextTurnDue(domain::Time now) override;
  std::optional<domain::IdempotencyRecordKey> NextRecordDue(domain::Time now) override;
  std::optional<domain::RoomId> NextRoomDue(domain::Time now) override;
  std::optional<domain::RoomId> NextTokenToArchive(domain::Time now) override;

  void Put(const domain::Room& row) override;
  void Put(const domain::RoomFunnel& row) override;
  void Put(const domain::QueueToken& row) override;
  void Put(const domain::Seat& row) override;
  void Put(const domain::Reservation& row) override;
  void Put(const domain::Wallet& row) override;
  void Put(const domain::IdempotencyRecord& row) override;
  void Put(const domain::AccessKeyRow& row) override;
  void Put(const domain::LedgerEntry& row) override { PutHistory(row); }
  void Put(const domain::Payment& row) override { PutHistory(row); }
  void Put(const domain::OperatorAction& row) override;
  void Put(domain::CatalogPtr catalog) override;
  void PutNew(std::span<const domain::Seat> rows) override;

  void EraseAll(std::span<const domain::SeatKey> keys) override;
  void Erase(const domain::SeatKey& key) override;
  void Erase(const domain::IdempotencyRecordKey& key) override;
  void Erase(const domain::AccessKeyRow& key) override;

  // Removes a row that no rule erases. Call only outside of batches.
  void Forget(const domain::Room& row);
  void Forget(const domain::RoomFunnel& row);
  void Forget(const domain::QueueToken& row);
  void Forget(const domain::Reservation& row);
  void Forget(const domain::Wallet& row);

  // How many reservations take memory: those that ForEachRow has, and archived ones until the next
  // batch.
  std::size_t reservations() const { return reservations_.size(); }
  // Whether the sale has any queue tokens.
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
    reservations_.ForEach([&](const domain::Reservation& row) {
      if (!IsArchived(row)) f(row);
    });
    wallets_.ForEach(f);
    records_.ForEach(f);
    keys_.ForEach(f);
  }

 private:
  struct RecordDue {
    std::uint32_t slot;
    auto operator<=>(const RecordDue&) const = default;
  };
  // Counts a reservation whose seats were paid (`by` 1), or are not any more (-1).
  void CountPaid(const domain::Reservation& row, int by);
  // Records the change of a row. `before` is the row that `row` replaces, or null.
  template <class Row>
  void Remember(const Row* before, const Row& row) {
    if (undo_ && batch_.mark != 0) undo_->Was(before, row);
  }
  template <class Row>
  void RememberErased(const Row& row) {
    if (undo_ && batch_.mark != 0) undo_->WasErased(row);
  }
  template <class Row>
  void PutHistory(const Row& row) {
    if (batch_.mark == 0) return;
    base::WireWriter writer(history_);
    EncodePut(writer, row);
  }
  std::uint32_t NextMark();
  std::optional<DueHeap<domain::QueueTokenKey>::Entry> EarliestTurn();
  std::optional<DueHeap<RecordDue>::Entry> EarliestRecord();
  std::optional<DueHeap<domain::RoomId>::Entry> EarliestRoom();
  std::optional<DueHeap<domain::RoomId>::Entry> EarliestToArchive();
  // Adds the room to archives_due_ if its oldest token is EXPIRED. Call when that token is another
  // one, or has ended.
  void NoteOldest(domain::RoomId id);
  // Frees the rows of archived tokens and reservations. Call between batches.
  void FreeArchived();
  // Whether the reservation ended without payment in a turn whose token is archived.
  bool IsArchived(const domain::Reservation& row) const;

  // The rows of a room; adds an empty RoomRows if there is none.
  RoomRows& RoomOf(domain::RoomId room);
  // Makes `catalog` the one that rules read.
  void Follow(domain::CatalogPtr catalog);
  // The seats of a show, which are about to change; adds an empty ShowSeats if there is none.
  ShowSeats& SeatsToChange(domain::ShowId show);

  const base::KeyedHash hash_;
  BatchMark batch_;  // mark 0: outside of batches
  std::uint32_t last_mark_ = 0;
  domain::CatalogPtr catalog_ = std::make_shared<const domain::Catalog>();
  domain::CatalogPtr catalog_before_;  // null unless the batch changed it
  std::map<domain::RoomId, RoomRows> rooms_;
  std::unordered_map<domain::ShowId, ShowSeats> shows_;
  std::vector<domain::ShowId> shows_changed_;
  std::vector<domain::ShowId> shows_unsettled_;
  ReservationRows reservations_;
  RowTable<domain::Wallet> wallets_;
  RowTable<domain::IdempotencyRecord> records_;
  UserTable<std::int64_t> record_counts_;
  RowTable<domain::AccessKeyRow> keys_;
  domain::AccessKeysPtr keys_now_;  // all of keys_; null if a key changed since
  std::int64_t last_action_ = 0;
  DueHeap<domain::QueueTokenKey> turns_due_;
  DueHeap<RecordDue> records_due_;
  DueHeap<domain::RoomId> rooms_due_;
  DueHeap<domain::RoomId> archives_due_;       // when the room's oldest token may leave memory
  std::vector<domain::RoomId> rooms_to_free_;  // whose last_archived has changed since FreeArchived
  std::optional<UndoLog> undo_;
  domain::CatalogPtr undo_catalog_;  // null unless the batch changed it
  std::int64_t undo_last_action_ = 0;
  std::string history_;  // rows of history that the batch has put, encoded
};

}  // namespace onsale::store
