// Marks a sale that was restored from a copy. It does not know who bought after the copy, so nobody
// may continue as before.
//
// Shape:    every OPEN or SCHEDULED room becomes PAUSED; every token WAITING or ACTIVE ends, as if
//           its buyer had left, and with a turn its holds; each room's change is an operator's
//           action. Records of idempotency keys, bookings and money stay.
// Threads:  the caller's; changes go to `rows`.
// Source:   docs/backup.md
#pragma once

#include <span>
#include <string>

#include "domain/row_set.h"

namespace onsale::domain {

// The operation of these actions; no call of the API has this name.
inline constexpr const char* kRestoreCall = "restore";

// `live`: the keys of all tokens that are WAITING or ACTIVE. `reason` as of an Actor.
void MarkRestored(std::span<const QueueTokenKey> live, const std::string& reason, RowSet& rows,
                  Time now);

}  // namespace onsale::domain
