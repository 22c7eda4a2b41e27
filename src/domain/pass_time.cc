#include <algorithm>

#include "domain/admission.h"
#include "domain/archive.h"
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
  // Tokens that could leave memory and do not yet, because of the limit, change no answer but the
  // reason of a refusal: no command waits for them.
  while (left > 0) {
    const auto room = rows.NextTokenToArchive(now);
    if (!room) break;
    left -= ArchiveTokens({*room, left}, rows, now);
  }
  return true;
}

}  // namespace onsale::domain
