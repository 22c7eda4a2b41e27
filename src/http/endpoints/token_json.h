// A queue token as its holder sees it.
//
// Units:    estimatedWaitSeconds and pollAfterSeconds in whole seconds.
// Shape:    `position` is how many are ahead plus one while WAITING, and 0 otherwise. `activeUntil`
//           is null unless ACTIVE; `estimatedWaitSeconds` is null while unknown and 0 when ACTIVE;
//           `expiredBecause` is there when EXPIRED: TIME_UP, LEFT or PAID.
#pragma once

#include <cstdint>
#include <string>

#include "domain/views.h"
#include "http/token_seal.h"

namespace onsale::http {

std::string TokenJson(const domain::TokenView& view, const TokenSeal& seal);

// When to ask again: often for those whose turn is near, seldom for the many who are far.
std::int64_t PollAfterSeconds(const domain::TokenView& view);

}  // namespace onsale::http
