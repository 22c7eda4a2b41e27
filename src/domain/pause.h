// The pause between two polls of a waiting buyer, and when the last pause that the buyer can have
// received ends.
//
// Units:    pauses in whole seconds.
// Shape:    in a queue 1 second, plus 1 for every hundred people ahead, at most 300; less if the
//           estimated wait is short. In a lobby, before the opening of a sale, and at least in a
//           room that is PAUSED or CLOSED, 30 to 59 seconds; shortly before an opening less, so
//           that the polls arrive spread over the 10 seconds after it.
//           No row stores the pauses that were sent. Their latest end is computed: when a pause was
//           sent, the buyers ahead were at most the ranks from the room's last_admitted of that
//           moment to the token's rank.
// Source:   docs/decisions/0017-a-claim-counts-from-the-end-of-a-pause.md
#pragma once

#include "domain/rows.h"
#include "domain/views.h"

namespace onsale::domain {

inline constexpr std::chrono::seconds kPauseMax{300};

// How long a waiting client pauses before it polls again. Requires: the token is WAITING.
std::chrono::seconds PauseOf(const TokenView& view);

// Updates the room's rank windows. Call before an admission changes `last_admitted`.
void NoteRanks(Room& room, Time now);

// Records that buyers can have received the pause of a PAUSED or CLOSED room until `now`. Call when
// such a room opens.
void NoteStandstill(Room& room, Time now);

// When the last pause that the holder of a WAITING token can have received ends; not before `now`.
// Requires: NoteRanks was called at `now`; `rank` is the token's rank and not yet admitted.
Time LastPauseEnd(const Room& room, const QueueToken& token, AdmissionRank rank, Time now);

}  // namespace onsale::domain
