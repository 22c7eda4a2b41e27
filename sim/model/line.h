// A waiting room in the model: its row, everybody who was ever in it, and who waits, in order.
//
// Shape:    places count from 1 and name tokens; turns are the order of admission.
// Threads:  one.
// Source:   docs/waiting-room.md, docs/fair-draw.md.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "domain/command.h"

namespace onsale::sim {

// The order of a draw, computed as docs/fair-draw.md tells a stranger to.
struct DrawnOrder {
  std::vector<std::uint32_t> entry_at;  // by rank from 0
  std::vector<std::uint32_t> rank_of;   // by entry - 1
};
DrawnOrder DrawFrom(const domain::Draw& draw);

struct Line {
  struct Waiting {
    domain::Turn turn;
    domain::Place place;
    auto operator<=>(const Waiting&) const = default;
  };
  // What a catalogue last said of the room.
  struct Said {
    domain::RoomPolicy policy;
    std::optional<base::Time> opens_at;
    bool operator==(const Said&) const = default;
  };

  domain::Room room;
  std::optional<domain::RoomFunnel> funnel;
  std::vector<domain::QueueToken> tokens;  // at place - 1
  std::vector<Waiting> waiting;            // in order
  std::map<domain::UserId, domain::Place> live;
  std::map<domain::UserId, std::deque<base::Time>> joined;  // when, within the last hour
  DrawnOrder drawn;
  std::optional<Said> said;

  // The last pause that anybody at the place was told, and when.
  struct Told {
    base::Time at;
    base::Duration pause{};
  };
  std::vector<Told> told;  // at place - 1

  domain::QueueToken& At(domain::Place place) { return tokens[place.value - 1]; }
  bool in_lobby() const {
    return !room.draw.commitment.IsNil() && room.draw.drawn_at == base::Time{};
  }
  std::int64_t entries() const;
  // 0: takes no part in the draw.
  std::int64_t EntryOf(domain::Place place) const;
  domain::Turn TurnOf(domain::Place place) const;
  std::int64_t Ahead(domain::Place place) const;
  void AddWaiting(domain::Place place);
  void RemoveWaiting(domain::Place place);

  domain::RoomFunnel& Numbers();

  // Opens the door; a lobby gets its order.
  void Open(base::Time now);
  void Apply(const domain::RoomPolicy& policy, base::Time now);
  void Apply(const domain::RoomChange& change, const base::Sha256Digest& seed, base::Time now);
  bool HasSlot() const;
  bool MayAdmit(base::Time now) const;
  // From when on time has something to do here; nothing: it has not.
  std::optional<base::Time> DueAt() const;
  void CountEntry(base::Time now);
  // To be called when the policy changed and when a turn ended.
  void NoteBound();
  // What to tell somebody with so many ahead.
  std::optional<std::chrono::seconds> WaitOf(std::int64_t ahead, base::Time now) const;
  // To be called at an admission, before `last_admitted` moves on.
  void NoteWindows(base::Time now);
  // From when on the claim time counts of somebody at this turn who is admitted now.
  base::Time ClaimFrom(domain::Place place, domain::Turn turn, base::Time now) const;
};

// When somebody who waits is told to ask again.
base::Duration PauseToldWith(const domain::TokenView& view);

// Events of the current minute and of the one before, as a sliding minute sees them.
void CountIn(domain::RateWindow& window, std::int64_t events, base::Time now);
struct Pace {
  std::int64_t events = 0;  // 0: unknown
  base::Duration over{};
};
Pace PaceOf(const domain::RateWindow& window, base::Time now);
std::optional<std::int64_t> PerMinute(const domain::RateWindow& window, base::Time now);

}  // namespace onsale::sim
