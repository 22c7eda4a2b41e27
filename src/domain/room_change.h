// Changing a room while people are in it: its policy, and whether it is open.
//
// Shape:    OPEN draws a lobby that was not drawn. SCHEDULED comes with `opens_at`; in mode `draw`
//           the room's lobby begins with it.
// Errors:   CheckChange says what stands in the way, in order of precedence; ApplyChange requires
//           that nothing does.
#pragma once

#include <optional>

#include "domain/policy_fields.h"
#include "domain/refusal.h"

namespace onsale::domain {

// The change that makes a room's policy this one.
RoomChange ChangeTo(const RoomPolicy& policy);

// kDrawCommitted, kRoomInUse, or nothing.
std::optional<Refusal> CheckChange(const Room& room, const RoomChange& change);

// `fresh_seed` is used if a draw begins. Requires: CheckChange refuses nothing. Admits nobody:
// PassTime does.
void ApplyChange(Room& room, const RoomChange& change, const Sha256Digest& fresh_seed, Time now);

}  // namespace onsale::domain
