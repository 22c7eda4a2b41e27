#include "domain/admission.h"
#include "domain/decide.h"
#include "domain/hold.h"
#include "domain/turn.h"

namespace onsale::domain {

void PassTime(RowSet& rows, Time now) {
  while (const auto hold = rows.NextHoldDue(now)) GiveBack(*rows.Find(*hold), rows, now);
  while (const auto turn = rows.NextTurnDue(now)) {
    EndTurn(*rows.Find(*turn), ExpiryReason::kTimeUp, rows, now);
  }
  while (const auto record = rows.NextRecordDue(now)) rows.Erase(*record);
  for (const RoomId room : rows.Rooms()) AdmitNext(room, rows, now);
}

}  // namespace onsale::domain
