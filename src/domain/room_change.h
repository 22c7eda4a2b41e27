// Changes a room while buyers use it: its policy and its state.
//
// Shape:    a change to OPEN draws the room's lobby, if it has one; a change to SCHEDULED requires
//           `opens_at`. A room's lobby begins once the room is SCHEDULED and its mode is DRAW.
// Errors:   CheckChange returns the first refusal in order of precedence; ApplyChange requires that
//           there is none.
#pragma once

#include <optional>

#include "domain/policy_fields.h"
#include "domain/refusal.h"

namespace onsale::domain {

// The change that gives a room exactly this policy; it leaves the state.
RoomChange ChangeTo(const RoomPolicy& policy);

// Checks a change of a room. Refuses: kDrawCommitted, kRoomInUse.
std::optional<Refusal> CheckChange(const Room& room, const RoomChange& change);

// Applies a change to a room; `fresh_seed` is used if a draw begins. Requires: CheckChange gives no
// refusal. Does not admit: PassTime does.
void ApplyChange(Room& room, const RoomChange& change, const Sha256Digest& fresh_seed, Time now);

// Whether a room admits buyers now, or will at `opens_at` without an operator.
constexpr bool IsOpening(RoomState state) {
  return state == RoomState::kOpen || state == RoomState::kScheduled;
}

// Pauses such a room, so that it admits nobody until an operator opens it. False if it was none.
bool PauseIfOpening(Room& room, Time now);

}  // namespace onsale::domain
