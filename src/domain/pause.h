// The pause between two polls of a waiting buyer, and when the last pause that the buyer can have
// received ends.
//
// Units:    pauses in whole seconds.
// Shape:    in a queue 1 second, plus 1 for every hundred people ahead, at most 300; less if the
//           estimated wait is short. In a lobby 30 to 59 seconds, and spread over 10 seconds at its
//           opening. When a pause was sent, at most the ranks between the last_admitted of that
//           moment and the token were ahead. So the latest end of a pause is computed, and no row
//           stores the pauses that were sent.
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

// When the last pause that the holder of a WAITING token can have received ends; not before `now`.
// Requires: NoteRanks was called at `now`; `rank` is the token's rank and not yet admitted.
Time LastPauseEnd(const Room& room, const QueueToken& token, AdmissionRank rank, Time now);

}  // namespace onsale::domain
