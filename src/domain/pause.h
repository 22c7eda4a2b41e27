// The pause between two polls of somebody who waits, and when the last pause ends that the holder of
// a token can have been told.
//
// Units:    pauses in whole seconds.
// Shape:    in line a second, and one more for every hundred people ahead; less if the wait is
//           short. In a lobby 30 to 59 seconds, at its opening spread over ten. So a pause is bounded
//           by `ahead`, and `ahead` by how far the line has moved since: no token keeps what its
//           holder was told.
// Source:   docs/decisions/0017-a-claim-counts-from-the-end-of-a-pause.md
#pragma once

#include "domain/rows.h"
#include "domain/views.h"

namespace onsale::domain {

inline constexpr std::chrono::seconds kPauseMax{300};

// When to ask again. Requires: the token is WAITING.
std::chrono::seconds PauseOf(const TokenView& view);

// Call before `last_admitted` of the room changes by an admission.
void NoteTurns(Room& room, Time now);

// The latest moment at which the holder of a WAITING token can still be pausing as told; `now` at the
// earliest. Requires: NoteTurns was called at `now`; `turn` is the token's and not yet admitted.
Time LastPauseEnd(const Room& room, const QueueToken& token, Turn turn, Time now);

}  // namespace onsale::domain
