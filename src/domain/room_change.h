// Changes a room while buyers use it: its policy and its state.
//
// Shape:    OPEN draws a lobby that was not drawn. SCHEDULED comes with `opens_at`. A room's lobby
//           begins once it is both SCHEDULED and in mode `draw`.
// Errors:   CheckChange returns the first refusal in order of precedence; ApplyChange requires that
//           there is none.
#pragma once

#include <optional>

#include "domain/policy_fields.h"
#include "domain/refusal.h"

namespace onsale::domain {

// The change that makes a room's policy this one.
RoomChange ChangeTo(const RoomPolicy& policy);

// kDrawCommitted, kRoomInUse, or nothing.
std::optional<Refusal> CheckChange(const Room& room, const RoomChange& change);

// `fresh_seed` is used if a draw begins. Requires: CheckChange gives no refusal. Does not admit:
// PassTime does.
void ApplyChange(Room& room, const RoomChange& change, const Sha256Digest& fresh_seed, Time now);

}  // namespace onsale::domain
