// One room in memory: its row, its funnel, its tokens by queue number, and its waiting tokens by
// admission rank.
//
// Shape:    tokens up to the last_archived of the room's row count as gone: no look-up finds them.
//           Their memory is freed by FreeArchived, so that a batch that is undone only puts the
//           room's former row back, and a token that ends in the batch that archives it is written.
// Units:    a token takes about 150 bytes with its indexes, and 8 more after a draw.
// Owner:    a returned pointer lives as long as the room; Put changes the row it points to.
// Threads:  one.
// Requires: queue numbers up to domain::kQueueNumberMax; RowChanges checks stored ones.
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

  // The room's row; null if only tokens were put.
  const domain::Room* room() const { return present_ ? &room_ : nullptr; }
  // The room's funnel; null if none was put.
  const domain::RoomFunnel* funnel() const { return funnel_ ? &*funnel_ : nullptr; }
  const domain::QueueToken* Find(domain::QueueNumber number) const;
  // Fetches the memory of a token's row.
  void Prefetch(domain::QueueNumber number) const;
  // The user's token that is WAITING or ACTIVE; only the user's newest token can be.
  const domain::QueueToken* FindLive(const domain::UserId& user) const;
  // When the user's `n`-th newest token in the room was issued.
  std::optional<base::Time> IssuedAt(const domain::UserId& user, std::int64_t n) const;
  // The user's tokens that are older than `before`, newest first, at most `max` of them.
  std::vector<domain::QueueNumber> TokensOf(const domain::UserId& user,
                                            const domain::TokenCursor& before,
                                            std::int64_t max) const;
  // How many reservations were made in the turn of this token.
  std::int64_t ReservationsMade(domain::QueueNumber number) const;
  domain::AdmissionRank RankOf(domain::QueueNumber number) const { return order_.RankOf(number); }
  std::optional<domain::QueueNumber> NextWaiting(domain::AdmissionRank after) const;
  std::int64_t WaitingBefore(domain::QueueNumber number) const;
  // The last archived queue number, and the token after it; null if there is none.
  std::uint64_t archived() const { return archived_; }
  const domain::QueueToken* Oldest() const { return Find({archived_ + 1}); }
  // The last queue number whose row was freed, or never loaded.
  std::uint64_t freed() const { return freed_; }
  // How many entries the tables of tokens have, all together: what the room takes of memory.
  std::size_t entries() const {
    return tokens_.space() + past_.size() + latest_.size() + waiting_.size();
  }
  // A token that is archived, not freed, and not EXPIRED; null if there is none, as must be.
  const domain::QueueToken* LiveArchived() const;
  // The largest queue number in use; below, how many tokens are WAITING and how many ACTIVE.
  std::uint64_t last_number() const { return last_number_; }
  std::int64_t waiting() const { return waiting_.total(); }
  std::int64_t active() const { return active_; }

  // Prepares to load the tokens after the last_archived of this row. Does nothing if there are any.
  void BeginAfterArchived(const domain::Room& row);
  // Frees what memory has of archived tokens. Returns their users, of those in whose turns
  // reservations were made. Call between batches.
  std::vector<domain::UserId> FreeArchived();

  // Puts a row. With `batch` 0 the row does not count as changed. Requires: a token's number is
  // above freed().
  void Put(const domain::Room& row, std::uint32_t batch);
  void Put(const domain::RoomFunnel& row, std::uint32_t batch);
  void Put(const domain::QueueToken& row, std::uint32_t batch);

  // Counts a reservation made in the turn of this token (`change` 1); -1 when the reservation's row
  // is forgotten, not when the hold ends.
  void CountReservation(domain::QueueNumber number, int change);

  void ForgetRoom() { present_ = false; }
  void ForgetFunnel() { funnel_.reset(); }
  void Forget(domain::QueueNumber number);

  // Encodes the room, funnel and tokens that changed since the last call, and returns their number.
  std::size_t TakeChanges(base::WireWriter& out);

  template <class F>
  void ForEachToken(F&& f) const {
    for (std::size_t i = archived_ + 1; i < tokens_.size(); ++i) {
      if (const auto* token = Find({.value = i})) f(*token);
    }
  }

 private:
  struct NumberRange {
    domain::QueueNumber first;
    domain::QueueNumber last;
  };

  // What is known about a token besides its row.
  struct Past {
    std::uint32_t earlier = 0;  // the user's previous token; 0: none
    std::uint16_t reservations = 0;
  };

  // The token's row, even if it is archived, until it is freed.
  const domain::QueueToken* Row(domain::QueueNumber number) const;
  // Requires: the number is above freed().
  Past& PastOf(std::uint64_t number) { return past_[number - freed_ - 1]; }
  const Past& PastOf(std::uint64_t number) const { return past_[number - freed_ - 1]; }
  void CountLife(const domain::QueueToken& row, const domain::QueueToken* before);
  // The user's newest token that is not freed; 0 if there is none.
  std::uint32_t LatestOf(const domain::UserId& user) const;
  // Adds the token to the chain of its user's tokens; Unlink removes it.
  void Link(const domain::UserId& user, std::uint32_t number);
  void Unlink(const domain::UserId& user, std::uint32_t number);
  void FollowDraw(const domain::Draw& draw);
  // Adds the waiting tokens in the range to waiting_ (`delta` 1), or removes them (-1).
  void CountWaiting(NumberRange range, std::int32_t delta);

  const base::KeyedHash hash_;
  domain::Room room_;
  bool present_ = false;
  bool room_changed_ = false;
  std::optional<domain::RoomFunnel> funnel_;
  bool funnel_changed_ = false;
  domain::DrawOrder order_;            // the order of the room's draw
  Chunks<domain::QueueToken> tokens_;  // by queue number; unused elements have number 0
  std::uint64_t last_number_ = 0;      // the largest queue number in use
  std::int64_t active_ = 0;            // the number of ACTIVE tokens
  std::uint64_t archived_ = 0;         // the room's last_archived, at least freed_
  std::uint64_t freed_ = 0;            // up to this number no row is in memory
  std::deque<Past> past_;              // by queue number, from freed_ + 1 on
  HashIndex latest_;                   // each user's newest token
  WaitingCounts waiting_;              // by admission rank
  std::vector<std::size_t> changed_;
};

}  // namespace onsale::store
