// A waiting room of the model: the room's row, all its tokens, and its queue.
//
// Shape:    queue numbers count from 1 and identify tokens; admission ranks order the admission.
// Threads:  one.
// Source:   docs/waiting-room.md, docs/fair-draw.md.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "domain/command.h"

namespace onsale::sim {

// The order of a draw, computed as docs/fair-draw.md describes for the public.
struct DrawnOrder {
  std::vector<std::uint32_t> entry_at;  // the entry at each rank, from rank 0
  std::vector<std::uint32_t> rank_of;   // the rank of each entry, from entry 1
};
DrawnOrder DrawFrom(const domain::Draw& draw);

struct RoomQueue {
  struct Waiting {
    domain::AdmissionRank admission_rank;
    domain::QueueNumber number;
    auto operator<=>(const Waiting&) const = default;
  };
  // The room's policy and opening time in the last catalogue that was applied to it.
  struct LastSpec {
    domain::RoomPolicy policy;
    std::optional<base::Time> opens_at;
    domain::Presale presale;
    bool operator==(const LastSpec&) const = default;
  };

  domain::Room room;
  std::optional<domain::RoomFunnel> funnel;
  std::vector<domain::QueueToken> tokens;  // at queue number - 1
  std::vector<Waiting> waiting;            // in order of admission rank
  std::map<domain::UserId, domain::QueueNumber> live;
  std::map<domain::UserId, std::deque<base::Time>> joined;  // times of joins in the last hour
  DrawnOrder drawn;
  std::optional<LastSpec> last_spec;

  // The last pause that a token's holder was given, and when.
  struct ToldPause {
    base::Time at;
    base::Duration pause{};
  };
  std::vector<ToldPause> told_pauses;  // at queue number - 1

  domain::QueueToken& At(domain::QueueNumber number) { return tokens[number.value - 1]; }
  // Whether only the tables have the token.
  bool IsLeft(domain::QueueNumber number) const { return number <= room.last_archived; }
  bool in_lobby() const {
    return !room.draw.commitment.IsNil() && room.draw.drawn_at == base::Time{};
  }
  std::int64_t entries() const;
  // The draw entry of a queue number; 0 if the number is not part of the draw.
  std::int64_t EntryOf(domain::QueueNumber number) const;
  domain::AdmissionRank RankOf(domain::QueueNumber number) const;
  std::int64_t Ahead(domain::QueueNumber number) const;
  void AddWaiting(domain::QueueNumber number);
  void RemoveWaiting(domain::QueueNumber number);

  domain::RoomFunnel& Numbers();

  // Opens the room and draws its lobby, if it has one.
  void Open(base::Time now);
  void Apply(const domain::RoomPolicy& policy, base::Time now);
  void Apply(const domain::RoomChange& change, const base::Sha256Digest& seed, base::Time now);
  bool HasSlot() const;
  bool MayAdmit(base::Time now) const;
  // From when on Model::PassTime has to open the room or admit a buyer; nothing while the room is
  // not scheduled and no buyer can be admitted.
  std::optional<base::Time> DueAt() const;
  void CountEntry(base::Time now);
  // Recomputes `room.active_max`. Call after a turn has ended. A change of the policy also calls
  // it.
  void NoteBound();
  // The estimated wait with `ahead` people ahead.
  std::optional<std::chrono::seconds> WaitOf(std::int64_t ahead, base::Time now) const;
  // Updates the windows of admission ranks. Call before an admission changes `last_admitted`.
  void NoteWindows(base::Time now);
  // Counts the pauses of a room that was PAUSED or CLOSED until now. Call when it opens.
  void NotePausesOfStandstill(base::Time now);
  // When the claim time of this queue number begins if it is admitted now with this rank.
  base::Time ClaimFrom(domain::QueueNumber number, domain::AdmissionRank rank,
                       base::Time now) const;
};

// The pause that an answer gives a waiting client before its next poll.
base::Duration PauseToldWith(const domain::TokenView& view);

// Moves the window to the minute of `now` and adds `events` to that minute's count. The window also
// keeps the count of the minute before.
void CountIn(domain::RateWindow& window, std::int64_t events, base::Time now);
struct Pace {
  std::int64_t events = 0;  // 0: the rate is unknown
  base::Duration over{};
};
Pace PaceOf(const domain::RateWindow& window, base::Time now);
std::optional<std::int64_t> PerMinute(const domain::RateWindow& window, base::Time now);

}  // namespace onsale::sim
