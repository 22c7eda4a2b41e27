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

namespace {

// A rank after which the tree of waiting tokens may begin. The ranks of a draw's entries are spread
// over all of their numbers, and those of a lobby are not known yet.
std::uint64_t RankBeforeWaiting(const domain::Room& room) {
  const bool spread = domain::InLobby(room) || domain::NeedsOrder(room);
  return (spread ? std::min(room.last_archived, room.draw.before) : room.last_archived).value;
}

}  // namespace

const QueueToken* RoomRows::Find(QueueNumber number) const {
  return number.value <= archived_ ? nullptr : Row(number);
}

const QueueToken* RoomRows::Row(QueueNumber number) const {
  if (number.value <= freed_ || !tokens_.Has(number.value)) return nullptr;
  const QueueToken& token = tokens_[number.value];
  return token.key.number == number ? &token : nullptr;
}

void RoomRows::Prefetch(QueueNumber number) const {
  if (number.value <= archived_ || !tokens_.Has(number.value)) return;
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
  for (; number > archived_ && n > 1; --n) number = PastOf(number).earlier;
  return number > archived_ ? std::optional(tokens_[number].issued_at) : std::nullopt;
}

std::vector<QueueNumber> RoomRows::TokensOf(const UserId& user, const domain::TokenCursor& before,
                                            std::int64_t max) const {
  std::vector<QueueNumber> numbers;
  for (std::uint32_t number = LatestOf(user); number > archived_ && std::ssize(numbers) < max;
       number = PastOf(number).earlier) {
    if (domain::CursorOf(tokens_[number]) < before) numbers.push_back(tokens_[number].key.number);
  }
  return numbers;
}

std::int64_t RoomRows::ReservationsMade(QueueNumber number) const {
  return Find(number) == nullptr ? 0 : PastOf(number.value).reservations;
}

void RoomRows::CountReservation(QueueNumber number, int change) {
  // A stored reservation may name a token that does not exist, or that is archived; such a
  // reservation is not counted.
  if (Find(number) == nullptr) return;
  std::uint16_t& count = PastOf(number.value).reservations;
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
  const bool needed = domain::NeedsOrder(row);
  const bool is_empty = order_.last() < order_.first();
  if (!order_.IsOf(row.draw) && (needed || !is_empty)) {
    FollowDraw(needed ? row.draw : domain::Draw{});
  }
  room_ = row;
  present_ = true;
  archived_ = std::max(freed_, row.last_archived.value);
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
    const QueueToken* const token = Row(number);
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
  ONSALE_ASSERT(number > freed_ && row.key.number <= domain::kQueueNumberMax);
  const QueueToken* const before = Row(row.key.number);
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
  if (past_.size() < number - freed_) past_.resize(number - freed_);
  PastOf(number) = {};
  const std::uint64_t hash = hash_(user);
  const std::uint32_t latest = latest_.Find(
      hash, [&](std::uint32_t at) { return at != number && tokens_[at].user == user; });
  if (latest == HashIndex::kNone) return latest_.Insert(hash, number);
  if (latest < number) {
    PastOf(number).earlier = latest;
    return latest_.Replace(hash, latest, number);
  }
  // Tokens may be loaded in any order, so the token may belong into the middle of its user's chain.
  std::uint32_t later = latest;
  while (PastOf(later).earlier > number) later = PastOf(later).earlier;
  PastOf(number).earlier = std::exchange(PastOf(later).earlier, number);
}

void RoomRows::Unlink(const UserId& user, std::uint32_t number) {
  const std::uint64_t hash = hash_(user);
  const std::uint32_t earlier = PastOf(number).earlier;
  std::uint32_t later = LatestOf(user);
  if (later == number) {
    earlier <= freed_ ? latest_.Erase(hash, number) : latest_.Replace(hash, number, earlier);
    return;
  }
  while (PastOf(later).earlier != number) later = PastOf(later).earlier;
  PastOf(later).earlier = earlier;
}

void RoomRows::Forget(QueueNumber number) {
  const QueueToken* const token = Row(number);
  if (token == nullptr) return;
  QueueToken over = *token;
  over.status = TokenStatus::kExpired;
  CountLife(over, token);
  Unlink(over.user, static_cast<std::uint32_t>(number.value));
  tokens_[number.value] = {};
  while (last_number_ > freed_ && Row({last_number_}) == nullptr) --last_number_;
}

const QueueToken* RoomRows::LiveArchived() const {
  for (std::uint64_t number = freed_ + 1; number <= std::min(archived_, last_number_); ++number) {
    const QueueToken* const token = Row({number});
    if (token != nullptr && token->status != TokenStatus::kExpired) return token;
  }
  return nullptr;
}

void RoomRows::BeginAfterArchived(const domain::Room& row) {
  if (last_number_ > 0 || row.last_archived.value == 0) return;
  freed_ = archived_ = last_number_ = row.last_archived.value;
  tokens_.BeginAt(freed_ + 1);
  waiting_.BeginAfter(RankBeforeWaiting(row));
}

// A chain may still name a token that is freed: whatever follows a chain ends at archived_, or at a
// number above freed_.
std::vector<UserId> RoomRows::FreeArchived() {
  std::vector<UserId> users;
  if (freed_ == archived_) return users;
  while (freed_ < archived_) {
    const QueueToken* const token = Row({freed_ + 1});
    if (token != nullptr) {
      const auto number = static_cast<std::uint32_t>(freed_ + 1);
      if (LatestOf(token->user) == number) latest_.Erase(hash_(token->user), number);
      if (PastOf(number).reservations > 0) users.push_back(token->user);
    }
    if (!past_.empty()) past_.pop_front();
    ++freed_;
  }
  tokens_.FreeBelow(freed_ + 1);
  if (!domain::NeedsOrder(room_)) order_ = {};
  waiting_.BeginAfter(RankBeforeWaiting(room_));
  return users;
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
