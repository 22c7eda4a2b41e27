// The interface between the rules and a store: finds rows by key or index, and replaces whole rows.
//
// Owner:    the store. A returned pointer lives until the next Put or Erase of that row type.
// Threads:  one at a time; which one depends on the store.
// Requires: Put replaces the row with the same key; Erase of a missing row does nothing. The rules
//           never Put a second live token of a user in a room.
// Errors:   none: a store that cannot answer fails the whole batch outside the rules.
// Source:   docs/rules.md: the rules are written once, and every store runs them.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "domain/access_key.h"
#include "domain/catalog.h"
#include "domain/free_runs.h"
#include "domain/limits.h"
#include "domain/rows.h"
#include "domain/views.h"

namespace onsale::domain {

class RowSet {
 public:
  explicit RowSet(const Limits& limits = {}) : limits_(limits) {}
  virtual ~RowSet() = default;

  const Limits& limits() const { return limits_; }

  // Hints: a command of this batch is going to look for this token, to read this user's open
  // reservations, or to put a reservation with this id. A store may fetch the memory ahead, so that
  // the waits for it overlap; nothing else changes.
  virtual void ExpectToken(QueueTokenKey) {}
  virtual void ExpectReservationsOf(const UserId&) {}
  virtual void ExpectReservation(ReservationId) {}

  // The Find functions look a row up by its key; null if there is none. A token up to its room's
  // last_archived has none, nor has a reservation of its turn that ended without payment, and no
  // index below has them.
  virtual const Room* Find(RoomId id) = 0;
  virtual const RoomFunnel* FindFunnel(RoomId room) = 0;
  virtual const QueueToken* Find(QueueTokenKey key) = 0;
  // The user's only token in the room that is WAITING or ACTIVE; null if there is none.
  virtual const QueueToken* FindLive(RoomId room, const UserId& user) = 0;
  virtual const Seat* Find(SeatKey key) = 0;
  virtual const Reservation* Find(ReservationId id) = 0;
  virtual const Wallet* Find(const UserId& user) = 0;
  virtual const IdempotencyRecord* Find(const IdempotencyRecordKey& key) = 0;

  // The following read an order or an index of the rows. The results reflect every Put so far.
  virtual const Catalog& catalog() = 0;
  virtual AccessKeysPtr access_keys() = 0;
  virtual std::vector<RoomId> Rooms() = 0;  // in order of room id
  // The user's reservations whose status is HELD or CONFIRMED, oldest first. Rows, because every
  // hold reads them all: a search by id would miss the cache once for each.
  virtual std::vector<const Reservation*> OpenReservations(const UserId& user) = 0;
  // Those of all users of the person, in no particular order. Requires: not nil.
  virtual std::vector<const Reservation*> OpenReservations(PersonKey person) = 0;
  // The user's reservations whose status is EXPIRED or CANCELLED, newest first: those older than
  // `before`, if it is given, and at most `max` of them.
  virtual std::vector<const Reservation*> EndedReservations(
      const UserId& user, const std::optional<ReservationCursor>& before, std::int64_t max) = 0;
  // The reservations with this booking number, whatever their status, in order of id. More than one
  // only if an earlier version made them. One that was archived may have the number, too.
  virtual std::vector<ReservationId> ReservationsWith(BookingNumber number) = 0;
  // How many reservations were made in a turn, whatever their status; 0 if its token is archived.
  virtual std::int64_t ReservationsMade(QueueTokenKey turn) = 0;
  // When the user's `n`-th newest token in the room was issued, live or ended. Requires: n >= 1.
  virtual std::optional<Time> IssuedAt(RoomId room, const UserId& user, std::int64_t n) = 0;
  // The user's tokens in the room, live or ended, newest first: those older than `before`, and at
  // most `max` of them.
  virtual std::vector<QueueNumber> TokensOf(RoomId room, const UserId& user,
                                            const TokenCursor& before, std::int64_t max) = 0;
  // How many idempotency records the user has.
  virtual std::int64_t RecordsOf(const UserId& user) = 0;
  // The number of the last OperatorAction; 0 before the first.
  virtual std::int64_t LastAction() = 0;
  // Whether anybody has a wallet: was ever topped up, or has ever paid.
  virtual bool HasWallets() = 0;
  // The admission rank of a queue number, by the room's draw (DrawOrder of its row).
  virtual AdmissionRank RankOf(RoomId room, QueueNumber number) = 0;
  // The WAITING token of the room with the smallest rank greater than `after`.
  virtual std::optional<QueueNumber> NextWaiting(RoomId room, AdmissionRank after) = 0;
  // How many tokens of the room are WAITING with a smaller rank than that of `number`.
  virtual std::int64_t WaitingBefore(RoomId room, QueueNumber number) = 0;
  // The numbers of the show's seats with status AVAILABLE, HELD and HELD_BACK, and the map of all
  // seats. They use the stored status, so they are exact only after PassTime has swept the due
  // holds.
  virtual std::int64_t AvailableSeats(ShowId show) = 0;
  virtual std::int64_t HeldSeats(ShowId show) = 0;
  // The show's seats by category, in the order of Catalog::CategoriesOf the show's chart; exact as
  // the two before. Requires: the show is in the catalogue.
  virtual std::vector<SeatTally> TallySeats(ShowId show) = 0;
  virtual std::int64_t HeldBackSeats(ShowId show) = 0;
  virtual SeatMapPtr Seats(ShowId show) = 0;
  // Which of these seats are free, by runs; exact as they are. The caller may mark free seats as
  // taken while it chooses among them, and then as free again. It lives until the next Put or Erase
  // of a seat or of the catalogue. Requires: the show is in the catalogue.
  virtual FreeRuns& FreeSeats(ShowId show) = 0;

  // Each returns the row that has been due longest at `now`, if any. A HELD reservation is due at
  // held_until, an ACTIVE token at active_until, a room at the time that domain::NextRoomDue gives.
  virtual std::optional<ReservationId> NextHoldDue(Time now) = 0;
  virtual std::optional<QueueTokenKey> NextTurnDue(Time now) = 0;
  virtual std::optional<IdempotencyRecordKey> NextRecordDue(Time now) = 0;
  virtual std::optional<RoomId> NextRoomDue(Time now) = 0;
  // The room whose oldest token with a row may leave memory at `now` (ArchiveTime in archive.h); of
  // several rooms the one where it may do so since the longest time.
  virtual std::optional<RoomId> NextTokenToArchive(Time now) = 0;

  virtual void Put(const Room& row) = 0;
  virtual void Put(const RoomFunnel& row) = 0;
  virtual void Put(const QueueToken& row) = 0;
  virtual void Put(const Seat& row) = 0;
  virtual void Put(const Reservation& row) = 0;
  virtual void Put(const Wallet& row) = 0;
  virtual void Put(const IdempotencyRecord& row) = 0;
  virtual void Put(const AccessKeyRow& row) = 0;
  // Ledger entries, payments and operators' actions are only written: no rule reads them.
  virtual void Put(const LedgerEntry& row) = 0;
  virtual void Put(const Payment& row) = 0;
  virtual void Put(const OperatorAction& row) = 0;
  // Replaces the whole catalogue. The rules erase the seats that a chart loses before this call and
  // put the seats that it gains after it.
  virtual void Put(CatalogPtr catalog) = 0;

  // Puts seats of one show that have no rows yet, or erases seats of one show, both in order of
  // number. A store may do many at once faster than one by one.
  virtual void PutNew(std::span<const Seat> rows) {
    for (const Seat& row : rows) Put(row);
  }
  virtual void EraseAll(std::span<const SeatKey> keys) {
    for (const SeatKey& key : keys) Erase(key);
  }

  virtual void Erase(const SeatKey& key) = 0;
  virtual void Erase(const IdempotencyRecordKey& key) = 0;
  virtual void Erase(const AccessKeyRow& key) = 0;  // by its id

 private:
  Limits limits_;
};

}  // namespace onsale::domain
