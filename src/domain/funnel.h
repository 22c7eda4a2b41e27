// Updates a room's funnel as part of each decision, so that no rows need counting later.
#pragma once

#include "domain/row_set.h"

namespace onsale::domain {

// The room's funnel; all zero if there is no row yet.
RoomFunnel FunnelOf(RoomId room, RowSet& rows);

void CountJoin(RoomId room, RowSet& rows);
void CountHold(RoomId room, RowSet& rows);
// Counts one payment for `seats` seats.
void CountPayment(RoomId room, std::int64_t seats, RowSet& rows, Time now);
// Counts the end of a turn or of a wait. `token` is the row before the end.
void CountEnd(const QueueToken& token, ExpiryReason reason, RowSet& rows, Time now);

}  // namespace onsale::domain
