// A room's numbers for its operator, kept by the rules as they go: no row is counted afterwards.
#pragma once

#include "domain/row_set.h"

namespace onsale::domain {

// The room's numbers so far; all zero before the first.
RoomFunnel FunnelOf(RoomId room, RowSet& rows);

void CountJoin(RoomId room, RowSet& rows);
void CountHold(RoomId room, RowSet& rows);
// A payment for so many seats.
void CountPayment(RoomId room, std::int64_t seats, RowSet& rows, Time now);
// The end of a turn or of a wait. `token` as it was until then.
void CountEnd(const QueueToken& token, ExpiryReason reason, RowSet& rows, Time now);

}  // namespace onsale::domain
