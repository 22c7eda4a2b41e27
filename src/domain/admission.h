// Admission: which buyer enters a room next and when, and the estimated wait.
//
// Shape:    buyers are admitted in order of admission rank; buyers who left are skipped. A room
//           admits while it is OPEN, something can be bought behind it (domain/offer.h), a slot is
//           free and the entry rate allows it. So an admission never raises the number ACTIVE above
//           the capacity. A room of mode `NO_QUEUE` admits everybody while it is OPEN, except while
//           buyers wait for the opening of a sale.
// Source:   docs/rules.md, rule 5; docs/waiting-room.md. The entry rate is the generic cell rate
//           algorithm (ITU-T I.371), whose only state is one time.
#pragma once

#include <optional>

#include "domain/row_set.h"

namespace onsale::domain {

// When AdmitNext next has work in the room: a scheduled room opens, an open room may admit a
// waiting buyer, or a sale opens or closes. The epoch: at once. Nothing: not until a command or the
// end of a turn or hold changes the room.
std::optional<Time> NextRoomDue(const Room& room);

// Opens the room and draws its lobby, if it has one. Does not admit anybody.
void OpenRoom(Room& room, Time now);

// Gives the room a new policy, which applies to later admissions and ends no turn.
void ChangePolicy(Room& room, const RoomPolicy& policy, Time now);

// Recomputes the room's active_max, the limit of ACTIVE tokens that audits check. Call after a turn
// has ended: a slot above a lowered capacity is then gone. ChangePolicy also calls BoundActive.
void BoundActive(Room& room);

// Opens the room if its opening is due, then admits at most `most` buyers and returns how many. If
// fewer are admitted, the room is not due at `now` afterwards. Changes nothing if the room is not
// due.
struct Admitting {
  RoomId room;
  std::int64_t most;
  QueueNumber fresh = {};  // issued by this command: its holder has no pause yet
};
std::int64_t AdmitNext(const Admitting& admitting, RowSet& rows, Time now);

// The estimated wait of a buyer with `ahead` people ahead, by the last minute's admissions of
// waiting buyers, but never sooner than the entry rate allows. Nothing if no rate was measured or
// the room does not admit.
std::optional<std::chrono::seconds> EstimateWait(const Room& room, std::int64_t ahead, Time now);

}  // namespace onsale::domain
