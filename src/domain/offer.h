// What there is to buy behind a room: the one answer that admission, `soldOut`, estimates and the
// opening times in answers share.
//
// Shape:    something can be bought while a show behind the room is on sale with a free seat.
//           Otherwise buyers wait for the next sale that opens with a free seat; without one the
//           room is sold out. A room without shows always has something to buy. The room's row
//           keeps the answer (`sold_out`, `sale_from`, `offer_due`): it is computed again when a
//           sale opens or closes, when the last free seat of a show is taken, when a seat becomes
//           free, and with a catalogue.
// Source:   docs/rules.md, rule 5.
#pragma once

#include <optional>

#include "domain/row_set.h"

namespace onsale::domain {

// Whether something can be bought behind the room.
bool HasOffer(const Room& room, Time now);

// Until when nobody is admitted: the opening of a SCHEDULED room, or that of the sale for which
// buyers wait if it is later. Nothing if neither is to come, in a CLOSED room, and while seats of
// an open sale are held: one that becomes free admits a buyer before.
std::optional<Time> AdmitsFrom(const Room& room, RowSet& rows, Time now);

// Computes the answer again, in `room`; RefreshOffer also puts the row if the answer changed.
void ComputeOffer(Room& room, RowSet& rows, Time now);
void RefreshOffer(RoomId room, RowSet& rows, Time now);

// Call NoteSeatsGone after the show's last free seat was taken, NoteSeatsBack after a seat of the
// show became free.
void NoteSeatsGone(ShowId show, RowSet& rows, Time now);
void NoteSeatsBack(ShowId show, RowSet& rows, Time now);

}  // namespace onsale::domain
