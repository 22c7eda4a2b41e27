// A hold: seats that are one buyer's until the hold's last moment.
//
// Shape:    live while `now < held_until`; at held_until it is over, swept or not. A seat whose
//           hold is over can be taken by somebody else before the old reservation's row is swept,
//           so a seat belongs to a reservation only if it names it.
// Source:   docs/rules.md, rules 1 and 2.
#pragma once

#include "domain/row_set.h"

namespace onsale::domain {

bool IsLiveHold(const Reservation& reservation, Time now);
bool IsLiveHold(const Seat& seat, Time now);

// Whether the seat can be had now.
bool IsFree(const Seat& seat, Time now);

// Ends a HELD reservation without payment: CANCELLED if its hold was live, EXPIRED if it was over.
// Its seats are free again.
void GiveBack(Reservation reservation, RowSet& rows, Time now);

// The reservation as of `now`: EXPIRED once its hold is over.
ReservationView ViewOf(const Reservation& reservation, Time now);

}  // namespace onsale::domain
