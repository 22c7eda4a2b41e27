// The reservations in memory: by id, by booking number, by user while HELD or CONFIRMED, and by the
// end of the hold.
//
// Owner:    a returned pointer lives until the next Put.
// Threads:  one.
// Requires: a reservation's user and creation time never change.
#pragma once

#include "store/memory/due_heap.h"
#include "store/memory/row_table.h"
#include "store/memory/user_table.h"

namespace onsale::store {

class ReservationRows {
 public:
  using Due = DueHeap<domain::ReservationId>::Entry;

  explicit ReservationRows(const base::KeyedHash& hash) : table_(hash), open_(hash) {}

  const domain::Reservation* Find(domain::ReservationId id) const {
    return table_.Find(std::tie(id));
  }
  // The user's HELD and CONFIRMED reservations, oldest first.
  std::vector<domain::ReservationId> OpenOf(const domain::UserId& user) const;
  // The reservations with this booking number, in order of id.
  std::vector<domain::ReservationId> With(domain::BookingNumber number) const;
  // The HELD reservation whose hold ends first.
  std::optional<Due> EarliestHold();

  void Put(const domain::Reservation& row, std::uint32_t batch);
  // Removes a reservation that no rule erases. Call only outside of batches.
  void Forget(domain::ReservationId id);
  std::size_t TakeChanges(base::WireWriter& out) { return table_.TakeChanges(out); }

  template <class F>
  void ForEach(F&& f) const {
    table_.ForEach(f);
  }

 private:
  void Open(std::uint32_t slot);
  void Close(std::uint32_t slot);

  RowTable<domain::Reservation> table_;
  HashIndex numbers_;  // by booking number; slots of older programs may share one
  UserTable<std::vector<std::uint32_t>> open_;  // of HELD and CONFIRMED reservations
  DueHeap<domain::ReservationId> holds_due_;
};

}  // namespace onsale::store
