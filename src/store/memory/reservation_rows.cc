#include "store/memory/reservation_rows.h"

#include <algorithm>

#include "base/assert.h"
#include "base/mix.h"

namespace onsale::store {

using domain::Reservation;
using domain::ReservationCursor;
using domain::ReservationId;
using domain::ReservationStatus;
using domain::UserId;

namespace {

std::uint64_t HashOf(domain::BookingNumber number) {
  return base::Mix(number.value);
}

bool CountsForPerson(const Reservation& row) {
  return domain::IsOpen(row.status) && !row.person.uuid.IsNil();
}

}  // namespace

void ReservationRows::Prefetch(ReservationId id) const {
  table_.Prefetch(std::tie(id));
  numbers_.Prefetch(HashOf(base::BookingNumberOf(id)));
}

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

std::vector<const Reservation*> ReservationRows::RowsAt(
    std::span<const std::uint32_t> slots) const {
  std::vector<const Reservation*> rows(slots.size());
  std::ranges::transform(slots, rows.begin(), [this](std::uint32_t slot) { return &table_[slot]; });
  return rows;
}

std::vector<const Reservation*> ReservationRows::OpenOf(const UserId& user) const {
  const OfUser* const found = users_.Find(user);
  return found == nullptr ? std::vector<const Reservation*>() : RowsAt(found->open);
}

std::vector<const Reservation*> ReservationRows::OpenOf(domain::PersonKey person) const {
  const auto found = persons_.find(person);
  return found == persons_.end() ? std::vector<const Reservation*>() : RowsAt(found->second);
}

std::vector<const Reservation*> ReservationRows::EndedOf(
    const UserId& user, const std::optional<ReservationCursor>& before, std::int64_t max,
    const Test& is_archived) const {
  const OfUser* const found = users_.Find(user);
  if (found == nullptr) return {};
  const auto by_age = [this](std::uint32_t slot) { return CursorAt(slot); };
  auto at =
      before ? std::ranges::lower_bound(found->ended, *before, {}, by_age) : found->ended.end();
  std::vector<const Reservation*> newest;
  while (at != found->ended.begin() && std::ssize(newest) < max) {
    const Reservation& row = table_[*--at];
    if (!is_archived(row)) newest.push_back(&row);
  }
  return newest;
}

ReservationRows::Slots& ReservationRows::SlotsOf(const Reservation& row) {
  OfUser& of_user = users_.At(row.user);
  return domain::IsOpen(row.status) ? of_user.open : of_user.ended;
}

void ReservationRows::Add(std::uint32_t slot) {
  Slots& slots = SlotsOf(table_[slot]);
  const auto by_age = [this](std::uint32_t at) { return CursorAt(at); };
  slots.insert(std::ranges::upper_bound(slots, CursorAt(slot), {}, by_age), slot);
  if (CountsForPerson(table_[slot])) persons_[table_[slot].person].push_back(slot);
}

void ReservationRows::Remove(std::uint32_t slot) {
  Slots& slots = SlotsOf(table_[slot]);
  const std::size_t removed = std::erase(slots, slot);
  ONSALE_ASSERT(removed == 1);
  if (!CountsForPerson(table_[slot])) return;
  const auto person = persons_.find(table_[slot].person);
  ONSALE_ASSERT(person != persons_.end());
  std::erase(person->second, slot);
  if (person->second.empty()) persons_.erase(person);
}

void ReservationRows::Put(const Reservation& row, std::uint32_t batch) {
  const auto [slot, fresh] = table_.Claim(row);
  const bool moves = fresh || domain::IsOpen(table_[slot].status) != domain::IsOpen(row.status);
  if (moves && !fresh) Remove(slot);
  const bool same_end = !fresh && table_[slot].status == ReservationStatus::kHeld &&
                        table_[slot].held_until == row.held_until;
  table_.Assign(slot, row, batch);
  if (fresh) numbers_.Insert(HashOf(base::BookingNumberOf(row.id)), slot);
  if (moves) Add(slot);
  if (row.status == ReservationStatus::kHeld && !same_end) {
    holds_due_.Add({.until = row.held_until, .key = row.id});
  }
}

void ReservationRows::Forget(ReservationId id) {
  const std::uint32_t slot = table_.SlotOf(std::tie(id));
  if (slot == table_.kNone) return;
  const UserId user = table_[slot].user;
  Remove(slot);
  if (const OfUser& left = users_.At(user); left.open.empty() && left.ended.empty()) {
    users_.Erase(user);
  }
  numbers_.Erase(HashOf(base::BookingNumberOf(id)), slot);
  table_.Erase(slot, 0);
}

void ReservationRows::FreeEndedOf(const UserId& user, const Test& is_archived) {
  if (users_.Find(user) == nullptr) return;
  OfUser& of_user = users_.At(user);
  Slots kept;
  for (const std::uint32_t slot : of_user.ended) {
    if (!is_archived(table_[slot])) {
      kept.push_back(slot);
      continue;
    }
    numbers_.Erase(HashOf(base::BookingNumberOf(table_[slot].id)), slot);
    table_.Erase(slot, 0);
  }
  of_user.ended = std::move(kept);
  if (of_user.open.empty() && of_user.ended.empty()) users_.Erase(user);
}

std::optional<ReservationRows::Due> ReservationRows::EarliestHold() {
  return holds_due_.Earliest([this](const Due& due) {
    const Reservation* row = Find(due.key);
    return row != nullptr && row->status == ReservationStatus::kHeld &&
           row->held_until == due.until;
  });
}

}  // namespace onsale::store
