#include "domain/admission.h"
#include "domain/decide.h"
#include "domain/hold.h"
#include "domain/turn.h"

namespace onsale::domain {

void PassTime(RowSet& rows, Time now) {
  while (const auto hold = rows.NextHoldDue(now)) GiveBack(*rows.Find(*hold), rows, now);
  while (const auto turn = rows.NextTurnDue(now)) EndDueTurn(*rows.Find(*turn), rows, now);
  while (const auto record = rows.NextRecordDue(now)) rows.Erase(*record);
  while (const auto room = rows.NextRoomDue(now)) AdmitNext(*room, rows, now);
}

}  // namespace onsale::domain
