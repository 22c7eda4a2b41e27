// Rows in plain maps that record every change: the store of a small world, cheap to copy.
//
// Owner:    a returned pointer lives until the next Put or Erase of that row type.
// Threads:  one.
#pragma once

#include "domain/map_rows_testing.h"
#include "store/row_codec.h"

namespace onsale::sim {

class SpyRows final : public domain::RowSet {
 public:
  domain::MapRows rows;
  std::string changes;  // rows put and erased since the last clear(), encoded as in a journal frame

  const domain::Room* Find(domain::RoomId id) override { return rows.Find(id); }
  const domain::RoomFunnel* FindFunnel(domain::RoomId id) override { return rows.FindFunnel(id); }
  const domain::QueueToken* Find(domain::QueueTokenKey key) override { return rows.Find(key); }
  const domain::QueueToken* FindLive(domain::RoomId room, const domain::UserId& user) override {
    return rows.FindLive(room, user);
  }
  const domain::Seat* Find(domain::SeatKey key) override { return rows.Find(key); }
  const domain::Reservation* Find(domain::ReservationId id) override { return rows.Find(id); }
  const domain::Wallet* Find(const domain::UserId& user) override { return rows.Find(user); }
  const domain::IdempotencyRecord* Find(const domain::IdempotencyRecordKey& key) override {
    return rows.Find(key);
  }
  const domain::Catalog& catalog() override { return rows.catalog(); }
  std::vector<domain::RoomId> Rooms() override { return rows.Rooms(); }
  std::vector<domain::ReservationId> OpenReservations(const domain::UserId& user) override {
    return rows.OpenReservations(user);
  }
  std::vector<domain::ReservationId> OpenReservations(domain::PersonKey person) override {
    return rows.OpenReservations(person);
  }
  std::vector<domain::ReservationId> EndedReservations(
      const domain::UserId& user, const std::optional<domain::ReservationCursor>& before,
      std::int64_t max) override {
    return rows.EndedReservations(user, before, max);
  }
  std::vector<domain::ReservationId> ReservationsWith(domain::BookingNumber number) override {
    return rows.ReservationsWith(number);
  }
  std::int64_t ReservationsMade(domain::QueueTokenKey turn) override {
    return rows.ReservationsMade(turn);
  }
  std::optional<base::Time> IssuedAt(domain::RoomId room, const domain::UserId& user,
                                     std::int64_t n) override {
    return rows.IssuedAt(room, user, n);
  }
  std::int64_t RecordsOf(const domain::UserId& user) override { return rows.RecordsOf(user); }
  bool HasWallets() override { return rows.HasWallets(); }
  domain::AdmissionRank RankOf(domain::RoomId room, domain::QueueNumber number) override {
    return rows.RankOf(room, number);
  }
  std::optional<domain::QueueNumber> NextWaiting(domain::RoomId room,
                                                 domain::AdmissionRank after) override {
    return rows.NextWaiting(room, after);
  }
  std::int64_t WaitingBefore(domain::RoomId room, domain::QueueNumber number) override {
    return rows.WaitingBefore(room, number);
  }
  std::int64_t AvailableSeats(domain::ShowId show) override { return rows.AvailableSeats(show); }
  std::int64_t HeldSeats(domain::ShowId show) override { return rows.HeldSeats(show); }
  domain::SeatMapPtr Seats(domain::ShowId show) override { return rows.Seats(show); }
  std::optional<domain::ReservationId> NextHoldDue(domain::Time now) override {
    return rows.NextHoldDue(now);
  }
  std::optional<domain::QueueTokenKey> NextTurnDue(domain::Time now) override {
    return rows.NextTurnDue(now);
  }
  std::optional<domain::IdempotencyRecordKey> NextRecordDue(domain::Time now) override {
    return rows.NextRecordDue(now);
  }
  std::optional<domain::RoomId> NextRoomDue(domain::Time now) override {
    return rows.NextRoomDue(now);
  }

  void Put(const domain::Room& row) override { Note(row); }
  void Put(const domain::RoomFunnel& row) override { Note(row); }
  void Put(const domain::QueueToken& row) override { Note(row); }
  void Put(const domain::Seat& row) override { Note(row); }
  void Put(const domain::Reservation& row) override { Note(row); }
  void Put(const domain::Wallet& row) override { Note(row); }
  void Put(const domain::IdempotencyRecord& row) override { Note(row); }
  void Put(const domain::LedgerEntry& row) override { Note(row); }
  void Put(const domain::Payment& row) override { Note(row); }
  void Put(domain::CatalogPtr catalog) override { rows.Put(std::move(catalog)); }
  void Erase(const domain::SeatKey& key) override { NoteErased(domain::Seat{.key = key}); }
  void Erase(const domain::IdempotencyRecordKey& key) override {
    NoteErased(domain::IdempotencyRecord{.key = key});
  }

 private:
  template <class Row>
  void Note(const Row& row) {
    base::WireWriter writer(changes);
    store::EncodePut(writer, row);
    rows.Put(row);
  }
  template <class Row>
  void NoteErased(const Row& row) {
    base::WireWriter writer(changes);
    store::EncodeErase(writer, row);
    rows.Erase(row.key);
  }
};

}  // namespace onsale::sim
