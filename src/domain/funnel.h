// Updates a room's funnel with each decision, so that no report has to count rows.
#pragma once

#include "domain/row_set.h"

namespace onsale::domain {

// The room's stored funnel; all zero if it has none yet.
RoomFunnel FunnelOf(RoomId room, RowSet& rows);

void CountJoin(RoomId room, RowSet& rows);
void CountHold(RoomId room, RowSet& rows);
// Counts one payment for `seats` seats of a show behind the room.
void CountPayment(RoomId room, std::int64_t seats, RowSet& rows, Time now);
// Counts the end of a turn or of a wait, except of a paid turn, which CountPayment counts. `token`
// is the token's row before the end.
void CountEnd(const QueueToken& token, ExpiryReason reason, RowSet& rows, Time now);

}  // namespace onsale::domain
