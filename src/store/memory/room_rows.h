// One room in memory: its row and numbers, its tokens by place, and who of them waits by turn.
//
// Units:    a token takes about 140 bytes with its indexes, and 8 more after a draw.
// Owner:    a pointer found lives as long as the room; what it points to changes with the next Put.
// Threads:  one.
// Requires: places up to domain::kPlaceMax; RowChanges checks those from outside.
#pragma once

#include <deque>

#include "base/keyed_hash.h"
#include "domain/draw.h"
#include "store/memory/chunks.h"
#include "store/memory/hash_index.h"
#include "store/memory/waiting_counts.h"
#include "store/row_codec.h"

namespace onsale::store {

class RoomRows {
 public:
  explicit RoomRows(const base::KeyedHash& hash) : hash_(hash) {}

  // Null if only tokens were put.
  const domain::Room* room() const { return present_ ? &room_ : nullptr; }
  // Null before the first.
  const domain::RoomFunnel* funnel() const { return funnel_ ? &*funnel_ : nullptr; }
  const domain::QueueToken* Find(domain::Place place) const;
  // The user's token that is WAITING or ACTIVE: only the newest one can be.
  const domain::QueueToken* FindLive(const domain::UserId& user) const;
  // When the user's `n`-th newest token was issued.
  std::optional<base::Time> IssuedAt(const domain::UserId& user, std::int64_t n) const;
  // How many reservations were made in the turn of this place.
  std::int64_t ReservationsMade(domain::Place place) const;
  domain::Turn TurnOf(domain::Place place) const { return order_.TurnOf(place); }
  std::optional<domain::Place> NextWaiting(domain::Turn after) const;
  std::int64_t WaitingBefore(domain::Place place) const;
  // The largest place of a token, and how many tokens are WAITING and ACTIVE.
  std::uint64_t places() const { return places_; }
  std::int64_t waiting() const { return waiting_.total(); }
  std::int64_t active() const { return active_; }

  // `batch` 0 marks nothing as changed.
  void Put(const domain::Room& row, std::uint32_t batch);
  void Put(const domain::RoomFunnel& row, std::uint32_t batch);
  void Put(const domain::QueueToken& row, std::uint32_t batch);

  // A reservation was made in the turn of this place, or is forgotten again.
  void CountReservation(domain::Place place, int change);

  void ForgetRoom() { present_ = false; }
  void ForgetFunnel() { funnel_.reset(); }
  void Forget(domain::Place place);

  // Rooms, numbers and tokens changed since the last call; how many.
  std::size_t TakeChanges(base::WireWriter& out);

  template <class F>
  void ForEachToken(F&& f) const {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (const auto* token = Find({.value = i})) f(*token);
    }
  }

 private:
  struct PlaceRange {
    domain::Place first;
    domain::Place last;
  };

  // What is known of a token beside its row.
  struct Past {
    std::uint32_t earlier = 0;  // the place of its user's token before it; 0: none
    std::uint16_t reservations = 0;
  };

  void CountLife(const domain::QueueToken& row, const domain::QueueToken* before);
  std::uint32_t LatestOf(const domain::UserId& user) const;
  // Puts a place into the chain of its user's tokens, or takes it out.
  void Link(const domain::UserId& user, std::uint32_t place);
  void Unlink(const domain::UserId& user, std::uint32_t place);
  void FollowDraw(const domain::Draw& draw);
  // Counts who waits at these places, or takes them out again.
  void CountWaiting(PlaceRange range, std::int32_t delta);

  const base::KeyedHash hash_;
  domain::Room room_;
  bool present_ = false;
  bool room_changed_ = false;
  std::optional<domain::RoomFunnel> funnel_;
  bool funnel_changed_ = false;
  domain::DrawOrder order_;            // of room_.draw
  Chunks<domain::QueueToken> tokens_;  // by place; unused ones have place 0
  std::uint64_t places_ = 0;           // the last of them that is used
  std::int64_t active_ = 0;            // how many are ACTIVE
  std::deque<Past> past_;              // by place
  HashIndex latest_;                   // the place of each user's newest token
  WaitingCounts waiting_;              // by turn
  std::vector<std::size_t> changed_;
};

}  // namespace onsale::store
