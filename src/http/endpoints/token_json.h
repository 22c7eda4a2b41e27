// A queue token as its holder sees it.
//
// Units:    estimatedWaitSeconds and pollAfterSeconds in whole seconds.
// Shape:    `position` is how many are ahead plus one while WAITING, and 0 otherwise; in the lobby of
//           a draw it is null, and so are `ahead` and `place`. `place` is what the room's
//           `lastAdmitted` is to be compared with. `activeUntil` is null unless ACTIVE,
//           `claimBefore` unless that is bound to a first call; `estimatedWaitSeconds` is null
//           while unknown and 0 when ACTIVE; `drawEntry` is there if it takes part in a draw;
//           `expiredBecause` when EXPIRED: TIME_UP, LEFT, PAID or NO_SHOW.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/views.h"

namespace onsale::http {

// `token` is the sealed credential of the view.
std::string TokenJson(const domain::TokenView& view, std::string_view token);

// When to ask again: while WAITING as domain/pause.h has it, and at once if a turn is to be claimed.
std::int64_t PollAfterSeconds(const domain::TokenView& view);

}  // namespace onsale::http
