#include "store/memory/reservation_rows.h"

#include <algorithm>

namespace onsale::store {

using domain::Reservation;
using domain::ReservationId;
using domain::ReservationStatus;
using domain::UserId;

namespace {

bool IsOpen(const Reservation& row) {
  return row.status == ReservationStatus::kHeld || row.status == ReservationStatus::kConfirmed;
}

}  // namespace

std::uint32_t ReservationRows::FindUser(const UserId& user) const {
  return user_index_.Find(std::hash<UserId>{}(user),
                          [&](std::uint32_t at) { return users_[at].user == user; });
}

std::vector<std::uint32_t>& ReservationRows::SlotsOf(const UserId& user) {
  std::uint32_t at = FindUser(user);
  if (at == HashIndex::kNone) {
    at = static_cast<std::uint32_t>(users_.size());
    users_.Grow(at).user = user;
    user_index_.Insert(std::hash<UserId>{}(user), at);
  }
  return users_[at].slots;
}

std::vector<ReservationId> ReservationRows::OpenOf(const UserId& user) const {
  std::vector<ReservationId> ids;
  const std::uint32_t at = FindUser(user);
  if (at == HashIndex::kNone) return ids;
  for (const std::uint32_t slot : users_[at].slots) ids.push_back(table_[slot].id);
  return ids;
}

void ReservationRows::Open(std::uint32_t slot) {
  auto& slots = SlotsOf(table_[slot].user);
  const auto age = [this](std::uint32_t at) {
    return std::tie(table_[at].created_at, table_[at].id);
  };
  slots.insert(
      std::upper_bound(slots.begin(), slots.end(), slot,
                       [&age](std::uint32_t a, std::uint32_t b) { return age(a) < age(b); }),
      slot);
}

void ReservationRows::Close(std::uint32_t slot) {
  auto& slots = SlotsOf(table_[slot].user);
  slots.erase(std::remove(slots.begin(), slots.end(), slot), slots.end());
  if (slots.empty()) slots = {};  // gives its memory back
}

void ReservationRows::Put(const Reservation& row, std::uint32_t batch) {
  const auto [slot, fresh] = table_.Claim(row);
  const bool was_open = !fresh && IsOpen(table_[slot]);
  const bool same_end = !fresh && table_[slot].status == ReservationStatus::kHeld &&
                        table_[slot].held_until == row.held_until;
  table_.Assign(slot, row, batch);
  if (was_open != IsOpen(row)) was_open ? Close(slot) : Open(slot);
  if (row.status == ReservationStatus::kHeld && !same_end) {
    holds_due_.Add({.until = row.held_until, .key = row.id});
  }
}

void ReservationRows::Forget(ReservationId id) {
  const std::uint32_t slot = table_.SlotOf(std::tie(id));
  if (slot == table_.kNone) return;
  if (IsOpen(table_[slot])) Close(slot);
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
