// RowSet over ordered maps, with simple linear searches: for tests of the rules, and the reference
// with which the stores are compared.
#pragma once

#include <map>

#include "domain/draw.h"
#include "domain/row_set.h"

namespace onsale::domain {

class MapRows : public RowSet {
 public:
  using RowSet::RowSet;

  const Room* Find(RoomId id) override { return Get(rooms, id); }
  const RoomFunnel* FindFunnel(RoomId room) override { return Get(funnels, room); }
  const QueueToken* Find(QueueTokenKey key) override {
    return IsKept(key) ? Get(tokens, key) : nullptr;
  }
  const QueueToken* FindLive(RoomId room, const UserId& user) override;
  const Seat* Find(SeatKey key) override { return Get(seats, key); }
  const Reservation* Find(ReservationId id) override {
    const Reservation* const row = Get(reservations, id);
    return row == nullptr || IsKept(*row) ? row : nullptr;
  }
  const Wallet* Find(const UserId& user) override { return Get(wallets, user); }
  const IdempotencyRecord* Find(const IdempotencyRecordKey& key) override {
    return Get(records, key);
  }

  const Catalog& catalog() override { return *catalog_; }
  AccessKeysPtr access_keys() override;
  std::vector<RoomId> Rooms() override;
  std::vector<const Reservation*> OpenReservations(const UserId& user) override;
  std::vector<const Reservation*> OpenReservations(PersonKey person) override;
  std::vector<const Reservation*> EndedReservations(const UserId& user,
                                                    const std::optional<ReservationCursor>& before,
                                                    std::int64_t max) override;
  std::vector<ReservationId> ReservationsWith(BookingNumber number) override;
  std::int64_t ReservationsMade(QueueTokenKey turn) override;
  std::optional<Time> IssuedAt(RoomId room, const UserId& user, std::int64_t n) override;
  std::vector<QueueNumber> TokensOf(RoomId room, const UserId& user, const TokenCursor& before,
                                    std::int64_t max) override;
  std::int64_t RecordsOf(const UserId& user) override;
  std::int64_t LastAction() override { return std::ssize(actions); }
  bool HasWallets() override { return !wallets.empty(); }
  AdmissionRank RankOf(RoomId room, QueueNumber number) override {
    return orders_[room].RankOf(number);
  }
  std::optional<QueueNumber> NextWaiting(RoomId room, AdmissionRank after) override;
  std::int64_t WaitingBefore(RoomId room, QueueNumber number) override;
  std::int64_t AvailableSeats(ShowId show) override;
  std::int64_t HeldSeats(ShowId show) override;
  std::vector<SeatTally> TallySeats(ShowId show) override;
  std::int64_t HeldBackSeats(ShowId show) override;
  SeatMapPtr Seats(ShowId show) override;
  FreeRuns& FreeSeats(ShowId show) override;
  std::optional<ReservationId> NextHoldDue(Time now) override;
  std::optional<QueueTokenKey> NextTurnDue(Time now) override;
  std::optional<IdempotencyRecordKey> NextRecordDue(Time now) override;
  std::optional<RoomId> NextRoomDue(Time now) override;
  std::optional<RoomId> NextTokenToArchive(Time now) override;

  void Put(const Room& row) override;
  void Put(const RoomFunnel& row) override { Set(funnels, row.room, row); }
  void Put(const QueueToken& row) override { Set(tokens, row.key, row); }
  void Put(const Seat& row) override { Set(seats, row.key, row); }
  void Put(const Reservation& row) override { Set(reservations, row.id, row); }
  void Put(const Wallet& row) override { Set(wallets, row.user, row); }
  void Put(const IdempotencyRecord& row) override { Set(records, row.key, row); }
  void Put(const LedgerEntry& row) override { Set(ledger, std::pair(row.user, row.number), row); }
  void Put(const Payment& row) override { Set(payments, row.id, row); }
  void Put(const AccessKeyRow& row) override { Set(keys, row.id, row); }
  void Put(const OperatorAction& row) override { Set(actions, row.number, row); }
  void Put(CatalogPtr catalog) override;
  void Erase(const SeatKey& key) override;
  void Erase(const IdempotencyRecordKey& key) override;
  void Erase(const AccessKeyRow& key) override;

  std::map<RoomId, Room> rooms;
  std::map<RoomId, RoomFunnel> funnels;
  std::map<QueueTokenKey, QueueToken> tokens;  // with those that are archived
  std::map<SeatKey, Seat> seats;
  std::map<ReservationId, Reservation> reservations;  // with those that are archived
  std::map<UserId, Wallet> wallets;
  std::map<IdempotencyRecordKey, IdempotencyRecord> records;
  std::map<std::pair<UserId, std::int64_t>, LedgerEntry> ledger;
  std::map<PaymentId, Payment> payments;
  std::map<std::string, AccessKeyRow> keys;
  std::map<std::int64_t, OperatorAction> actions;
  std::int64_t changes = 0;  // every Put and Erase counts; a refused command must make none

 private:
  // Whether the token is above the last that its room has archived.
  bool IsKept(QueueTokenKey key) const {
    const auto room = rooms.find(key.room);
    return room == rooms.end() || key.number > room->second.last_archived;
  }
  // Whether the reservation is held or paid, or the token of its turn is kept.
  bool IsKept(const Reservation& row) const { return IsOpen(row.status) || IsKept(row.token); }
  template <class Map, class Key>
  static const typename Map::mapped_type* Get(const Map& map, const Key& key) {
    const auto it = map.find(key);
    return it == map.end() ? nullptr : &it->second;
  }
  template <class Map, class Key, class Row>
  void Set(Map& map, const Key& key, const Row& row) {
    ++changes;
    map.insert_or_assign(key, row);
  }

  std::map<RoomId, DrawOrder> orders_;
  std::shared_ptr<FreeRuns> free_seats_;  // made anew for each question
  CatalogPtr catalog_ = std::make_shared<const Catalog>();
};

}  // namespace onsale::domain
