// The reservations in memory: by id, by booking number, by user, by person, and by the end of the
// hold.
//
// Owner:    a returned pointer lives until the next Put.
// Threads:  one.
// Requires: a reservation's user, person and creation time never change.
#pragma once

#include <functional>
#include <span>
#include <unordered_map>

#include "store/memory/due_heap.h"
#include "store/memory/row_table.h"
#include "store/memory/user_table.h"

namespace onsale::store {

class ReservationRows {
 public:
  using Due = DueHeap<domain::ReservationId>::Entry;
  using Test = std::function<bool(const domain::Reservation&)>;

  explicit ReservationRows(const base::KeyedHash& hash) : table_(hash), users_(hash) {}

  const domain::Reservation* Find(domain::ReservationId id) const {
    return table_.Find(std::tie(id));
  }
  // Fetches the memory that a search for this id or its booking number, or Put, begins with.
  void Prefetch(domain::ReservationId id) const;
  // Fetches the memory that a search for the reservations of this user begins with.
  void Prefetch(const domain::UserId& user) const { users_.Prefetch(user); }
  // The user's HELD and CONFIRMED reservations, oldest first.
  std::vector<const domain::Reservation*> OpenOf(const domain::UserId& user) const;
  // Those of all users of a person, in the order in which they became open.
  std::vector<const domain::Reservation*> OpenOf(domain::PersonKey person) const;
  // The user's EXPIRED and CANCELLED reservations that are not archived, newest first: those older
  // than `before`, if it is given, and at most `max` of them.
  std::vector<const domain::Reservation*> EndedOf(
      const domain::UserId& user, const std::optional<domain::ReservationCursor>& before,
      std::int64_t max, const Test& is_archived) const;
  // The reservations with this booking number, in order of id.
  std::vector<domain::ReservationId> With(domain::BookingNumber number) const;
  // The HELD reservation whose hold ends first.
  std::optional<Due> EarliestHold();

  void Put(const domain::Reservation& row, std::uint32_t batch);
  // Removes a reservation that no rule erases. Call only outside of batches.
  void Forget(domain::ReservationId id);
  // Frees the user's EXPIRED and CANCELLED reservations that are archived. Call between batches.
  void FreeEndedOf(const domain::UserId& user, const Test& is_archived);
  std::size_t TakeChanges(base::WireWriter& out) { return table_.TakeChanges(out); }

  // How many reservations there are, with archived ones that are not freed yet.
  std::size_t size() const { return table_.size(); }
  template <class F>
  void ForEach(F&& f) const {
    table_.ForEach(f);
  }

 private:
  using Slots = std::vector<std::uint32_t>;
  // The slots of a user's reservations, oldest first. They are apart because rules read the open
  // ones at every hold, and a user may have thousands that have ended.
  struct OfUser {
    Slots open;  // HELD and CONFIRMED
    Slots ended;
  };

  std::vector<const domain::Reservation*> RowsAt(std::span<const std::uint32_t> slots) const;
  // The slots of the user of a reservation that has its status.
  Slots& SlotsOf(const domain::Reservation& row);
  void Add(std::uint32_t slot);
  void Remove(std::uint32_t slot);
  domain::ReservationCursor CursorAt(std::uint32_t slot) const {
    return domain::CursorOf(table_[slot]);
  }

  RowTable<domain::Reservation> table_;
  HashIndex numbers_;  // by booking number; slots of earlier versions may share one
  UserTable<OfUser> users_;
  std::unordered_map<domain::PersonKey, Slots> persons_;  // their open reservations; never empty
  DueHeap<domain::ReservationId> holds_due_;
};

}  // namespace onsale::store
