// Changing a room while people are in it: its policy, and whether it is open.
//
// Shape:    what is absent stays as it is. OPEN draws a lobby that was not drawn. SCHEDULED comes
//           with `opens_at`; in mode `draw` the room's lobby begins with it.
// Errors:   CheckChange says what stands in the way, in order of precedence; ApplyChange requires
//           that nothing does.
#pragma once

#include <optional>

#include "domain/refusal.h"

namespace onsale::domain {

struct RoomChange {
  std::optional<std::int64_t> capacity;
  std::optional<std::int64_t> waiting_max;
  std::optional<Duration> active_time;
  std::optional<Duration> hold_time;
  std::optional<RoomMode> mode;
  std::optional<std::int64_t> entry_per_minute;
  std::optional<std::int64_t> entry_burst;
  std::optional<Duration> claim_time;
  std::optional<RoomState> state;
  std::optional<Time> opens_at;  // if and only if `state` is SCHEDULED
  bool operator==(const RoomChange&) const = default;
};

// The change that makes a room's policy this one.
RoomChange ChangeTo(const RoomPolicy& policy);

// kDrawCommitted, kRoomInUse, or nothing.
std::optional<Refusal> CheckChange(const Room& room, const RoomChange& change);

// `fresh_seed` is used if a draw begins. Requires: CheckChange refuses nothing. Admits nobody:
// PassTime does.
void ApplyChange(Room& room, const RoomChange& change, const Sha256Digest& fresh_seed, Time now);

}  // namespace onsale::domain
