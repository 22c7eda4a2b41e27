// Admission: which buyer enters a room next and when, and the estimated wait.
//
// Shape:    buyers are admitted in order of admission rank; buyers who left are skipped. A room
//           admits while it is OPEN, a show behind it has a free seat, a slot is free and the entry
//           rate allows it. So an admission never raises the number ACTIVE above the capacity. A
//           room of mode `open` admits everybody while it is OPEN.
// Source:   docs/rules.md, rule 5; docs/waiting-room.md. The entry rate is the generic cell rate
//           algorithm (ITU-T I.371), whose only state is one time.
#pragma once

#include <optional>

#include "domain/row_set.h"

namespace onsale::domain {

// When a scheduled room opens, or an open room next admits a buyer. The epoch means at once;
// nothing, that the room admits nobody until a command or the end of a turn or hold changes it.
std::optional<Time> NextRoomDue(const Room& room);

// Opens the room and draws its lobby, if it has one. Does not admit anybody.
void OpenRoom(Room& room, Time now);

// A new policy applies to later admissions; it ends no turn.
void ChangePolicy(Room& room, const RoomPolicy& policy, Time now);

// Recomputes active_max, so that a slot above a lowered capacity is not reused. Call after a turn
// has ended. ChangePolicy also calls BoundActive.
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

// Whether the room still has something to sell: a show behind it with an available seat whose sale
// has not closed. True if no show is behind the room.
bool HasSeats(RoomId room, RowSet& rows, Time now);
// Both update the room's `sold_out`: NoteSeatsGone after a show's last free seat was taken,
// NoteSeatsBack after a seat of the show became free.
void NoteSeatsGone(ShowId show, RowSet& rows, Time now);
void NoteSeatsBack(ShowId show, RowSet& rows);

// The estimated wait of a buyer with `ahead` people ahead, by the last minute's admissions of
// waiting buyers, but never sooner than the entry rate allows. Nothing if no rate was measured or
// the room does not admit.
std::optional<std::chrono::seconds> EstimateWait(const Room& room, std::int64_t ahead, Time now);

}  // namespace onsale::domain
