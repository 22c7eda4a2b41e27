#include "store/memory/room_rows.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "domain/limits.h"

namespace onsale::store {

using domain::AdmissionRank;
using domain::QueueNumber;
using domain::QueueToken;
using domain::TokenStatus;
using domain::UserId;

const QueueToken* RoomRows::Find(QueueNumber number) const {
  if (number.value == 0 || !tokens_.Has(number.value)) return nullptr;
  const QueueToken& token = tokens_[number.value];
  return token.key.number == number ? &token : nullptr;
}

void RoomRows::Prefetch(QueueNumber number) const {
  if (number.value == 0 || !tokens_.Has(number.value)) return;
  const auto* const row = reinterpret_cast<const char*>(&tokens_[number.value]);
  for (std::size_t at = 0; at < sizeof(QueueToken); at += 64) __builtin_prefetch(row + at);
}

std::uint32_t RoomRows::LatestOf(const UserId& user) const {
  const std::uint32_t number =
      latest_.Find(hash_(user), [&](std::uint32_t at) { return tokens_[at].user == user; });
  return number == HashIndex::kNone ? 0 : number;
}

const QueueToken* RoomRows::FindLive(const UserId& user) const {
  const std::uint32_t number = LatestOf(user);
  if (number == 0 || tokens_[number].status == TokenStatus::kExpired) return nullptr;
  return &tokens_[number];
}

std::optional<base::Time> RoomRows::IssuedAt(const UserId& user, std::int64_t n) const {
  std::uint32_t number = LatestOf(user);
  for (; number != 0 && n > 1; --n) number = past_[number].earlier;
  return number == 0 ? std::nullopt : std::optional(tokens_[number].issued_at);
}

std::vector<QueueNumber> RoomRows::TokensOf(const UserId& user, const domain::TokenCursor& before,
                                            std::int64_t max) const {
  std::vector<QueueNumber> numbers;
  for (std::uint32_t number = LatestOf(user); number != 0 && std::ssize(numbers) < max;
       number = past_[number].earlier) {
    if (domain::CursorOf(tokens_[number]) < before) numbers.push_back(tokens_[number].key.number);
  }
  return numbers;
}

std::int64_t RoomRows::ReservationsMade(QueueNumber number) const {
  return Find(number) == nullptr ? 0 : past_[number.value].reservations;
}

void RoomRows::CountReservation(QueueNumber number, int change) {
  // A stored reservation may name a token that does not exist; such a reservation is not counted.
  if (Find(number) == nullptr) return;
  std::uint16_t& count = past_[number.value].reservations;
  if (change < 0 ? count == 0 : count == UINT16_MAX) return;
  count = static_cast<std::uint16_t>(count + change);
}

std::optional<QueueNumber> RoomRows::NextWaiting(AdmissionRank after) const {
  const std::size_t rank = waiting_.NextAfter(after.value);
  if (rank == 0) return std::nullopt;
  return order_.NumberAt({rank});
}

std::int64_t RoomRows::WaitingBefore(QueueNumber number) const {
  const std::uint64_t rank = order_.RankOf(number).value;
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
  // A new draw changes the ranks of all tokens in the old or the new draw, so these are counted
  // anew.
  NumberRange moved{.first = next.first(), .last = next.last()};
  if (order_.first() <= order_.last()) {
    const bool both = moved.first <= moved.last;
    moved.first = both ? std::min(moved.first, order_.first()) : order_.first();
    moved.last = both ? std::max(moved.last, order_.last()) : order_.last();
  }
  CountWaiting(moved, -1);
  order_ = std::move(next);
  CountWaiting(moved, 1);
}

void RoomRows::CountWaiting(NumberRange range, std::int32_t delta) {
  for (QueueNumber number = range.first; number <= range.last; ++number.value) {
    const QueueToken* const token = Find(number);
    if (token == nullptr || token->status != TokenStatus::kWaiting) continue;
    waiting_.Add(order_.RankOf(number).value, delta);
  }
}

void RoomRows::Put(const domain::RoomFunnel& row, std::uint32_t batch) {
  funnel_ = row;
  funnel_changed_ |= batch != 0;
}

void RoomRows::Put(const QueueToken& row, std::uint32_t batch) {
  const std::size_t number = row.key.number.value;
  ONSALE_ASSERT(number > 0 && row.key.number <= domain::kQueueNumberMax);
  const QueueToken* const before = Find(row.key.number);
  CountLife(row, before);
  tokens_.Grow(number) = row;
  last_number_ = std::max(last_number_, row.key.number.value);
  ONSALE_ASSERT(active_ >= 0 && waiting() >= 0 &&
                active_ + waiting() <= static_cast<std::int64_t>(last_number_));
  if (before == nullptr) Link(row.user, static_cast<std::uint32_t>(number));
  if (batch != 0 && tokens_.Mark(number, batch)) changed_.push_back(number);
}

// Counts the token in `row` by its status, in place of its former row. Requires: `row` has not been
// put yet.
void RoomRows::CountLife(const QueueToken& row, const QueueToken* before) {
  const auto was = before == nullptr ? TokenStatus::kExpired : before->status;
  active_ += (row.status == TokenStatus::kActive ? 1 : 0) - (was == TokenStatus::kActive ? 1 : 0);
  const bool was_waiting = was == TokenStatus::kWaiting;
  const bool is_waiting = row.status == TokenStatus::kWaiting;
  if (was_waiting == is_waiting) return;
  waiting_.Add(order_.RankOf(row.key.number).value, is_waiting ? 1 : -1);
}

void RoomRows::Link(const UserId& user, std::uint32_t number) {
  if (past_.size() <= number) past_.resize(number + 1);
  past_[number] = {};
  const std::uint64_t hash = hash_(user);
  const std::uint32_t latest = latest_.Find(
      hash, [&](std::uint32_t at) { return at != number && tokens_[at].user == user; });
  if (latest == HashIndex::kNone) return latest_.Insert(hash, number);
  if (latest < number) {
    past_[number].earlier = latest;
    return latest_.Replace(hash, latest, number);
  }
  // Tokens may be loaded in any order, so the token may belong into the middle of its user's chain.
  std::uint32_t later = latest;
  while (past_[later].earlier > number) later = past_[later].earlier;
  past_[number].earlier = std::exchange(past_[later].earlier, number);
}

void RoomRows::Unlink(const UserId& user, std::uint32_t number) {
  const std::uint64_t hash = hash_(user);
  const std::uint32_t earlier = past_[number].earlier;
  std::uint32_t later = LatestOf(user);
  if (later == number) {
    earlier == 0 ? latest_.Erase(hash, number) : latest_.Replace(hash, number, earlier);
    return;
  }
  while (past_[later].earlier != number) later = past_[later].earlier;
  past_[later].earlier = earlier;
}

void RoomRows::Forget(QueueNumber number) {
  const QueueToken* const token = Find(number);
  if (token == nullptr) return;
  QueueToken over = *token;
  over.status = TokenStatus::kExpired;
  CountLife(over, token);
  Unlink(over.user, static_cast<std::uint32_t>(number.value));
  tokens_[number.value] = {};
  while (last_number_ > 0 && Find({last_number_}) == nullptr) --last_number_;
}

std::size_t RoomRows::TakeChanges(base::WireWriter& out) {
  const std::size_t count = changed_.size() + (room_changed_ ? 1 : 0) + (funnel_changed_ ? 1 : 0);
  if (room_changed_) EncodePut(out, room_);
  if (funnel_changed_) EncodePut(out, *funnel_);
  for (const std::size_t number : changed_) EncodePut(out, tokens_[number]);
  room_changed_ = false;
  funnel_changed_ = false;
  changed_.clear();
  return count;
}

}  // namespace onsale::store
