// Admission: who is next, when, and how long the wait will be.
//
// Shape:    people are admitted in order of their turns; who left is passed over. A room admits
//           while it is OPEN, has a seat behind it and a free slot, and its entry rate allows it;
//           so the number ACTIVE never exceeds its capacity by an admission. A room of mode `open`
//           admits everybody while it is OPEN.
// Source:   docs/rules.md, rule 5; docs/waiting-room.md. The entry rate is the generic cell rate
//           algorithm (ITU-T I.371): one moment is all its state.
#pragma once

#include <optional>

#include "domain/row_set.h"

namespace onsale::domain {

// When PassTime is next to look at the room: its opening, or its next admission. The epoch means at
// once; nothing means that only another change can make it admit somebody.
std::optional<Time> NextRoomDue(const Room& room);

// Opens the room; a lobby is drawn with that. Admits nobody yet.
void OpenRoom(Room& room, Time now);

// In force from the next admission; expels nobody.
void ChangePolicy(Room& room, const RoomPolicy& policy, Time now);

// Call after a token of the room stopped being ACTIVE, so that a slot above a lowered capacity is
// not given again. ChangePolicy does it by itself.
void BoundActive(Room& room);

// Opens the room if it is time, and admits as many as may be, at most `most`. If it admitted fewer,
// NextRoomDue is later than `now` afterwards. Returns how many were admitted; with nothing changed
// if there was nothing to do.
struct Admitting {
  RoomId room;
  std::int64_t most;
  Place fresh = {};  // that the present command has given: its holder was told nothing yet
};
std::int64_t AdmitNext(const Admitting& admitting, RowSet& rows, Time now);

// Whether a show behind the room still has a free seat to be had, now or later. Always, if there is
// no show behind it.
bool HasSeats(RoomId room, RowSet& rows, Time now);
// Call after a show's last free seat is gone, and after one of its seats has become free.
void NoteSeatsGone(ShowId show, RowSet& rows, Time now);
void NoteSeatsBack(ShowId show, RowSet& rows);

// How long until somebody with `ahead` people before them is admitted: at the rate measured in the
// last minute among people who had to wait, and not sooner than the entry rate allows. Nothing
// while unknown: no rate measured, or nobody is being admitted.
std::optional<std::chrono::seconds> EstimateWait(const Room& room, std::int64_t ahead, Time now);

}  // namespace onsale::domain
