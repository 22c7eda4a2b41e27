// A waiting room of the model: its row, all its tokens, and its queue.
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

// The order of a draw, computed as docs/fair-draw.md describes it to the public.
struct DrawnOrder {
  std::vector<std::uint32_t> entry_at;  // by rank from 0
  std::vector<std::uint32_t> rank_of;   // by entry - 1
};
DrawnOrder DrawFrom(const domain::Draw& draw);

struct RoomQueue {
  struct Waiting {
    domain::AdmissionRank admission_rank;
    domain::QueueNumber number;
    auto operator<=>(const Waiting&) const = default;
  };
  // The room in the catalogue that was loaded last.
  struct LastSpec {
    domain::RoomPolicy policy;
    std::optional<base::Time> opens_at;
    bool operator==(const LastSpec&) const = default;
  };

  domain::Room room;
  std::optional<domain::RoomFunnel> funnel;
  std::vector<domain::QueueToken> tokens;  // at queue number - 1
  std::vector<Waiting> waiting;            // in order of admission rank
  std::map<domain::UserId, domain::QueueNumber> live;
  std::map<domain::UserId, std::deque<base::Time>> joined;  // joins within the last hour
  DrawnOrder drawn;
  std::optional<LastSpec> last_spec;

  // The last pause reported to a token, and when.
  struct ToldPause {
    base::Time at;
    base::Duration pause{};
  };
  std::vector<ToldPause> told_pauses;  // at queue number - 1

  domain::QueueToken& At(domain::QueueNumber number) { return tokens[number.value - 1]; }
  bool in_lobby() const {
    return !room.draw.commitment.IsNil() && room.draw.drawn_at == base::Time{};
  }
  std::int64_t entries() const;
  // 0: not part of the draw.
  std::int64_t EntryOf(domain::QueueNumber number) const;
  domain::AdmissionRank RankOf(domain::QueueNumber number) const;
  std::int64_t Ahead(domain::QueueNumber number) const;
  void AddWaiting(domain::QueueNumber number);
  void RemoveWaiting(domain::QueueNumber number);

  domain::RoomFunnel& Numbers();

  // Opens the room; draws its lobby.
  void Open(base::Time now);
  void Apply(const domain::RoomPolicy& policy, base::Time now);
  void Apply(const domain::RoomChange& change, const base::Sha256Digest& seed, base::Time now);
  bool HasSlot() const;
  bool MayAdmit(base::Time now) const;
  // The time from which PassTime has work here; nothing: none.
  std::optional<base::Time> DueAt() const;
  void CountEntry(base::Time now);
  // Recomputes `room.active_max`. Call after a turn ended; changing the policy calls it.
  void NoteBound();
  // The wait to report with so many people ahead.
  std::optional<std::chrono::seconds> WaitOf(std::int64_t ahead, base::Time now) const;
  // Call at an admission, before `last_admitted` changes.
  void NoteWindows(base::Time now);
  // The start of the claim time if this queue number is admitted now with this rank.
  base::Time ClaimFrom(domain::QueueNumber number, domain::AdmissionRank rank,
                       base::Time now) const;
};

// The pause in an answer to a waiting client, before it asks again.
base::Duration PauseToldWith(const domain::TokenView& view);

// Counts events in the current minute; the window keeps the minute before too.
void CountIn(domain::RateWindow& window, std::int64_t events, base::Time now);
struct Pace {
  std::int64_t events = 0;  // 0: unknown
  base::Duration over{};
};
Pace PaceOf(const domain::RateWindow& window, base::Time now);
std::optional<std::int64_t> PerMinute(const domain::RateWindow& window, base::Time now);

}  // namespace onsale::sim
