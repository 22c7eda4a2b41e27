// A hold: seats reserved for one buyer until a moment.
//
// Shape:    a hold is live while `now < held_until`. At held_until it is over, even if its row is
//           not swept yet. Another buyer may take a seat whose hold is over before the old
//           reservation is swept, so a seat belongs only to the reservation that its own row names.
// Source:   docs/rules.md, rules 1 and 2.
#pragma once

#include "domain/refusal.h"
#include "domain/row_set.h"

namespace onsale::domain {

bool IsLiveHold(const Reservation& reservation, Time now);
bool IsLiveHold(const Seat& seat, Time now);

// Whether a buyer can hold the seat now: it is neither SOLD nor HELD_BACK, and in no live hold.
bool IsFree(const Seat& seat, Time now);

// Ends a HELD reservation without payment and frees the seats that still belong to it. It becomes
// CANCELLED for `reason` if its hold was live, otherwise EXPIRED.
void GiveBack(Reservation reservation, EndReason reason, RowSet& rows, Time now);

// The reservation as an answer shows it at `now`: EXPIRED once its hold is over, from held_until on
// and also in a row of an earlier version, which has no reason.
ReservationView ViewOf(const Reservation& reservation, Time now);

// Checks that a reservation is the buyer's live hold, made in the room of the token. Refuses:
// kReservationUnknown, also for null and another user's; kTokenWrongRoom, kReservationPaid,
// kReservationCancelled, kHoldExpired.
std::optional<Refusal> CheckHeld(const QueueToken& token, const Reservation* reservation,
                                 RowSet& rows, Time now);

// kReservationPaid, with the payment. Requires: CONFIRMED.
Refusal PaidRefusal(const Reservation& reservation);

// kReservationCancelled, with the reason. Requires: CANCELLED.
Refusal CancelledRefusal(const Reservation& reservation);

}  // namespace onsale::domain
