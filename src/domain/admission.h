// Admission: who is next, and how long the wait will be.
//
// Shape:    places are admitted in order; who left is passed over. A room admits while it is OPEN
//           and has a free slot, so the number ACTIVE never exceeds its capacity.
// Source:   design, rule 5. The estimate: a sliding-window counter over the last minute, counting
//           only people who had to wait, since instant admissions say nothing of how fast slots
//           come free.
#pragma once

#include <optional>

#include "domain/row_set.h"

namespace onsale::domain {

inline constexpr Duration kRateWindow = std::chrono::minutes(1);

// Admits as many as may be. Returns with `room` unchanged if nobody could be.
void AdmitNext(RoomId room, RowSet& rows, Time now);

// How long until somebody with `ahead` people before them is admitted; nothing while no rate is
// known.
std::optional<std::chrono::seconds> EstimateWait(const Room& room, std::int64_t ahead, Time now);

}  // namespace onsale::domain
