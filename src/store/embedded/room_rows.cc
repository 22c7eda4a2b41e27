#include "store/embedded/room_rows.h"

#include "base/assert.h"

namespace onsale::store {

using domain::Place;
using domain::QueueToken;
using domain::TokenStatus;

const QueueToken* RoomRows::Find(Place place) const {
  if (place.value == 0 || !tokens_.Has(place.value)) return nullptr;
  const QueueToken& token = tokens_[place.value];
  return token.key.place == place ? &token : nullptr;
}

std::optional<Place> RoomRows::NextWaiting(Place after) const {
  const std::size_t place = waiting_.NextAfter(after.value);
  if (place == 0) return std::nullopt;
  return Place{place};
}

std::int64_t RoomRows::WaitingBefore(Place place) const {
  return place.value == 0 ? 0 : waiting_.UpTo(place.value - 1);
}

void RoomRows::Put(const domain::Room& row, std::uint32_t batch) {
  room_ = row;
  present_ = true;
  room_changed_ |= batch != 0;
}

void RoomRows::Put(const QueueToken& row, std::uint32_t batch) {
  const std::size_t place = row.key.place.value;
  ONSALE_ASSERT(place > 0 && place < kPlaceMax);
  const QueueToken* const before = Find(row.key.place);
  const bool was_waiting = before != nullptr && before->status == TokenStatus::kWaiting;
  const bool is_waiting = row.status == TokenStatus::kWaiting;
  tokens_.Grow(place) = row;
  if (was_waiting != is_waiting) waiting_.Add(place, is_waiting ? 1 : -1);
  if (batch != 0 && tokens_.Mark(place, batch)) changed_.push_back(place);
}

std::size_t RoomRows::TakeChanges(base::WireWriter& out) {
  const std::size_t count = changed_.size() + (room_changed_ ? 1 : 0);
  if (room_changed_) EncodePut(out, room_);
  for (const std::size_t place : changed_) EncodePut(out, tokens_[place]);
  room_changed_ = false;
  changed_.clear();
  return count;
}

}  // namespace onsale::store
