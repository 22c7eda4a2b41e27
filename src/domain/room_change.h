// Changes a room while buyers use it: its policy and its state.
//
// Shape:    changing the state to OPEN draws a lobby that was not drawn; SCHEDULED comes with
//           `opens_at`. A room's lobby begins once it is both SCHEDULED and in mode `draw`.
// Errors:   CheckChange returns the first refusal in order of precedence; ApplyChange requires that
//           there is none.
#pragma once

#include <optional>

#include "domain/policy_fields.h"
#include "domain/refusal.h"

namespace onsale::domain {

// A change that gives a room exactly this policy.
RoomChange ChangeTo(const RoomPolicy& policy);

// Checks a change of a room. Refuses: kDrawCommitted, kRoomInUse.
std::optional<Refusal> CheckChange(const Room& room, const RoomChange& change);

// Applies a change to a room; `fresh_seed` is used if a draw begins. Requires: CheckChange gives no
// refusal. Does not admit: PassTime does.
void ApplyChange(Room& room, const RoomChange& change, const Sha256Digest& fresh_seed, Time now);

}  // namespace onsale::domain
