#include "store/memory/room_rows.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "domain/limits.h"

namespace onsale::store {

using domain::AdmissionRank;
using domain::Place;
using domain::QueueToken;
using domain::TokenStatus;
using domain::UserId;

const QueueToken* RoomRows::Find(Place place) const {
  if (place.value == 0 || !tokens_.Has(place.value)) return nullptr;
  const QueueToken& token = tokens_[place.value];
  return token.key.place == place ? &token : nullptr;
}

std::uint32_t RoomRows::LatestOf(const UserId& user) const {
  const std::uint32_t place =
      latest_.Find(hash_(user), [&](std::uint32_t at) { return tokens_[at].user == user; });
  return place == HashIndex::kNone ? 0 : place;
}

const QueueToken* RoomRows::FindLive(const UserId& user) const {
  const std::uint32_t place = LatestOf(user);
  if (place == 0 || tokens_[place].status == TokenStatus::kExpired) return nullptr;
  return &tokens_[place];
}

std::optional<base::Time> RoomRows::IssuedAt(const UserId& user, std::int64_t n) const {
  std::uint32_t place = LatestOf(user);
  for (; place != 0 && n > 1; --n) place = past_[place].earlier;
  return place == 0 ? std::nullopt : std::optional(tokens_[place].issued_at);
}

std::int64_t RoomRows::ReservationsMade(Place place) const {
  return Find(place) == nullptr ? 0 : past_[place.value].reservations;
}

void RoomRows::CountReservation(Place place, int change) {
  // A stored reservation may name a token that does not exist; it is not counted.
  if (Find(place) == nullptr) return;
  std::uint16_t& count = past_[place.value].reservations;
  if (change < 0 ? count == 0 : count == UINT16_MAX) return;
  count = static_cast<std::uint16_t>(count + change);
}

std::optional<Place> RoomRows::NextWaiting(AdmissionRank after) const {
  const std::size_t rank = waiting_.NextAfter(after.value);
  if (rank == 0) return std::nullopt;
  return order_.PlaceAt({rank});
}

std::int64_t RoomRows::WaitingBefore(Place place) const {
  const std::uint64_t rank = order_.RankOf(place).value;
  return rank == 0 ? 0 : waiting_.UpTo(rank - 1);
}

void RoomRows::Put(const domain::Room& row, std::uint32_t batch) {
  if (!order_.IsOf(row.draw)) FollowDraw(row.draw);
  room_ = row;
  present_ = true;
  room_changed_ |= batch != 0;
}

void RoomRows::FollowDraw(const domain::Draw& draw) {
  domain::DrawOrder next(draw);
  // Tokens that either draw has moved change their rank, so all of them are counted anew.
  PlaceRange moved{.first = next.first(), .last = next.last()};
  if (order_.first() <= order_.last()) {
    const bool both = moved.first <= moved.last;
    moved.first = both ? std::min(moved.first, order_.first()) : order_.first();
    moved.last = both ? std::max(moved.last, order_.last()) : order_.last();
  }
  CountWaiting(moved, -1);
  order_ = std::move(next);
  CountWaiting(moved, 1);
}

void RoomRows::CountWaiting(PlaceRange range, std::int32_t delta) {
  for (Place place = range.first; place <= range.last; ++place.value) {
    const QueueToken* const token = Find(place);
    if (token == nullptr || token->status != TokenStatus::kWaiting) continue;
    waiting_.Add(order_.RankOf(place).value, delta);
  }
}

void RoomRows::Put(const domain::RoomFunnel& row, std::uint32_t batch) {
  funnel_ = row;
  funnel_changed_ |= batch != 0;
}

void RoomRows::Put(const QueueToken& row, std::uint32_t batch) {
  const std::size_t place = row.key.place.value;
  ONSALE_ASSERT(place > 0 && row.key.place <= domain::kPlaceMax);
  const QueueToken* const before = Find(row.key.place);
  CountLife(row, before);
  tokens_.Grow(place) = row;
  places_ = std::max(places_, row.key.place.value);
  if (before == nullptr) Link(row.user, static_cast<std::uint32_t>(place));
  if (batch != 0 && tokens_.Mark(place, batch)) changed_.push_back(place);
}

// Requires: `row` has not been put yet.
void RoomRows::CountLife(const QueueToken& row, const QueueToken* before) {
  const auto was = before == nullptr ? TokenStatus::kExpired : before->status;
  active_ += (row.status == TokenStatus::kActive ? 1 : 0) - (was == TokenStatus::kActive ? 1 : 0);
  const bool was_waiting = was == TokenStatus::kWaiting;
  const bool is_waiting = row.status == TokenStatus::kWaiting;
  if (was_waiting == is_waiting) return;
  waiting_.Add(order_.RankOf(row.key.place).value, is_waiting ? 1 : -1);
}

void RoomRows::Link(const UserId& user, std::uint32_t place) {
  if (past_.size() <= place) past_.resize(place + 1);
  past_[place] = {};
  const std::uint64_t hash = hash_(user);
  const std::uint32_t latest =
      latest_.Find(hash, [&](std::uint32_t at) { return at != place && tokens_[at].user == user; });
  if (latest == HashIndex::kNone) return latest_.Insert(hash, place);
  if (latest < place) {
    past_[place].earlier = latest;
    return latest_.Replace(hash, latest, place);
  }
  // Tokens may be loaded in any order, so this one may belong into the middle of the chain.
  std::uint32_t later = latest;
  while (past_[later].earlier > place) later = past_[later].earlier;
  past_[place].earlier = std::exchange(past_[later].earlier, place);
}

void RoomRows::Unlink(const UserId& user, std::uint32_t place) {
  const std::uint64_t hash = hash_(user);
  const std::uint32_t earlier = past_[place].earlier;
  std::uint32_t later = LatestOf(user);
  if (later == place) {
    earlier == 0 ? latest_.Erase(hash, place) : latest_.Replace(hash, place, earlier);
    return;
  }
  while (past_[later].earlier != place) later = past_[later].earlier;
  past_[later].earlier = earlier;
}

void RoomRows::Forget(Place place) {
  const QueueToken* const token = Find(place);
  if (token == nullptr) return;
  QueueToken over = *token;
  over.status = TokenStatus::kExpired;
  CountLife(over, token);
  Unlink(over.user, static_cast<std::uint32_t>(place.value));
  tokens_[place.value] = {};
  while (places_ > 0 && Find({places_}) == nullptr) --places_;
}

std::size_t RoomRows::TakeChanges(base::WireWriter& out) {
  const std::size_t count = changed_.size() + (room_changed_ ? 1 : 0) + (funnel_changed_ ? 1 : 0);
  if (room_changed_) EncodePut(out, room_);
  if (funnel_changed_) EncodePut(out, *funnel_);
  for (const std::size_t place : changed_) EncodePut(out, tokens_[place]);
  room_changed_ = false;
  funnel_changed_ = false;
  changed_.clear();
  return count;
}

}  // namespace onsale::store
