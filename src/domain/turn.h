// A buyer's turn: from a place in the queue, through admission, to its end.
//
// Shape:    WAITING -> ACTIVE -> EXPIRED, or WAITING -> EXPIRED for who leaves. ACTIVE is over at
//           active_until, for every rule, whether or not the row has been swept. Until the holder's
//           first call that is the end of the claim time, if the room has one; then the turn ends
//           as soon as somebody waits for it.
//           While a hold of the turn is live the turn is live too (rule 6); a turn that ends gives
//           back what it still holds.
// Threads:  the caller's; changes go to `rows`.
// Source:   docs/rules.md, rules 5 and 6.
#pragma once

#include "domain/refusal.h"
#include "domain/row_set.h"

namespace onsale::domain {

// The token's status at `now`, expiry included.
TokenStatus StatusAt(const QueueToken& token, Time now);

// Why a turn that is over ended by itself: kNoShow if it was never claimed, or kTimeUp.
ExpiryReason OverReason(const QueueToken& token);

// Notes that the holder of an ACTIVE token has made a call: from now on the whole turn is theirs.
// Only the first call of a turn with a claim time changes a row.
void Claim(const Credential& credential, RowSet& rows, Time now);

// The row that a credential names. Refuses: kTokenInvalid. The pointer lives as RowSet says.
Result<const QueueToken*> FindToken(const Credential& credential, RowSet& rows);

// The row that a credential names, for a caller who only reads. Refuses: kTokenInvalid; kTokenExpired
// once the turn has been over for kReadTime.
Result<const QueueToken*> FindReader(const Credential& credential, RowSet& rows, Time now);

// Whether the turn is on: kTokenWaiting, kTokenExpired, or nothing.
std::optional<Refusal> CheckActive(const QueueToken& token, Time now);

// Whether the turn is on, and behind `room`: kTokenWaiting, kTokenExpired, kTokenWrongRoom, or nothing.
std::optional<Refusal> CheckTurn(const QueueToken& token, RoomId room, Time now);

// The queue check for what stands behind `room`, all of it: FindToken, then CheckTurn.
Result<const QueueToken*> CheckQueue(const Credential& credential, RoomId room, RowSet& rows,
                                     Time now);

TokenView ViewOf(const QueueToken& token, RowSet& rows, Time now);

// Gives an ACTIVE token that nobody has claimed its claim time from `from` on, within its time to
// choose. With a claim time of 0 it counts as claimed.
void CountClaim(QueueToken& token, Duration claim_time, Time from);

// Ends a turn whose last moment has come, or, if it is unclaimed and nobody waits in its room, gives
// it another claim time. Afterwards it is not due at `now`. Requires: ACTIVE, active_until <= now.
void EndDueTurn(const QueueToken& token, RowSet& rows, Time now);

// Ends a turn or a wait that has not ended. Holds of the turn are given back; the place is free for
// a new token of the user. Does not admit anybody: PassTime does.
void EndTurn(QueueToken token, ExpiryReason reason, RowSet& rows, Time now);

// Lets the turn last until then at least: call after a hold of it was made.
void LengthenTurn(const QueueToken& token, Time until, RowSet& rows);

// Lets the turn last as long as its holds: call after a hold of it was given back.
void FitTurnToHolds(const QueueToken& token, RowSet& rows, Time now);

}  // namespace onsale::domain
