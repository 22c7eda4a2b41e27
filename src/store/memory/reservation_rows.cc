#include "store/memory/reservation_rows.h"

#include <algorithm>

#include "base/assert.h"
#include "base/mix.h"

namespace onsale::store {

using domain::Reservation;
using domain::ReservationId;
using domain::ReservationStatus;
using domain::UserId;

namespace {

std::uint64_t HashOf(domain::BookingNumber number) {
  return base::Mix(number.value);
}

}  // namespace

std::vector<ReservationId> ReservationRows::With(domain::BookingNumber number) const {
  std::vector<ReservationId> ids;
  // Accepts no slot, so that every slot with the hash is visited.
  numbers_.Find(HashOf(number), [&](std::uint32_t slot) {
    if (base::BookingNumberOf(table_[slot].id) == number) ids.push_back(table_[slot].id);
    return false;
  });
  std::ranges::sort(ids);
  return ids;
}

std::vector<ReservationId> ReservationRows::OpenOf(const UserId& user) const {
  std::vector<ReservationId> ids;
  const std::vector<std::uint32_t>* const slots = open_.Find(user);
  if (slots == nullptr) return ids;
  for (const std::uint32_t slot : *slots) ids.push_back(table_[slot].id);
  return ids;
}

void ReservationRows::Open(std::uint32_t slot) {
  auto& slots = open_.At(table_[slot].user);
  const auto age = [this](std::uint32_t at) {
    return std::tie(table_[at].created_at, table_[at].id);
  };
  slots.insert(
      std::upper_bound(slots.begin(), slots.end(), slot,
                       [&age](std::uint32_t a, std::uint32_t b) { return age(a) < age(b); }),
      slot);
}

void ReservationRows::Close(std::uint32_t slot) {
  const UserId& user = table_[slot].user;
  auto& slots = open_.At(user);
  const std::size_t removed = std::erase(slots, slot);
  ONSALE_ASSERT(removed == 1);
  if (slots.empty()) open_.Erase(user);
}

void ReservationRows::Put(const Reservation& row, std::uint32_t batch) {
  const auto [slot, fresh] = table_.Claim(row);
  const bool was_open = !fresh && domain::IsOpen(table_[slot].status);
  const bool same_end = !fresh && table_[slot].status == ReservationStatus::kHeld &&
                        table_[slot].held_until == row.held_until;
  table_.Assign(slot, row, batch);
  if (fresh) numbers_.Insert(HashOf(base::BookingNumberOf(row.id)), slot);
  if (was_open != domain::IsOpen(row.status)) was_open ? Close(slot) : Open(slot);
  if (row.status == ReservationStatus::kHeld && !same_end) {
    holds_due_.Add({.until = row.held_until, .key = row.id});
  }
}

void ReservationRows::Forget(ReservationId id) {
  const std::uint32_t slot = table_.SlotOf(std::tie(id));
  if (slot == table_.kNone) return;
  if (domain::IsOpen(table_[slot].status)) Close(slot);
  numbers_.Erase(HashOf(base::BookingNumberOf(id)), slot);
  table_.Erase(slot, 0);
}

std::optional<ReservationRows::Due> ReservationRows::EarliestHold() {
  return holds_due_.Earliest([this](const Due& due) {
    const Reservation* row = Find(due.key);
    return row != nullptr && row->status == ReservationStatus::kHeld &&
           row->held_until == due.until;
  });
}

}  // namespace onsale::store
