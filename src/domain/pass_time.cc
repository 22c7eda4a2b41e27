#include <algorithm>

#include "domain/admission.h"
#include "domain/decide.h"
#include "domain/hold.h"
#include "domain/turn.h"

namespace onsale::domain {

bool PassTime(RowSet& rows, Time now) {
  std::int64_t left = rows.limits().due_per_batch;
  while (const auto hold = rows.NextHoldDue(now)) {
    if (left-- == 0) return false;
    GiveBack(*rows.Find(*hold), EndReason::kExpired, rows, now);
  }
  while (const auto turn = rows.NextTurnDue(now)) {
    if (left-- == 0) return false;
    EndDueTurn(*rows.Find(*turn), rows, now);
  }
  while (const auto record = rows.NextRecordDue(now)) {
    if (left-- == 0) return false;
    rows.Erase(*record);
  }
  while (const auto room = rows.NextRoomDue(now)) {
    if (left == 0) return false;
    // A due room counts at least 1 against the limit, even if it only opens and admits nobody.
    left -= std::max<std::int64_t>(AdmitNext({*room, left}, rows, now), 1);
  }
  return true;
}

}  // namespace onsale::domain
