// A queue token's life: waiting, admission, and the turn until its end.
//
// Shape:    a token goes WAITING -> ACTIVE -> EXPIRED, or WAITING -> EXPIRED if its buyer leaves.
//           For every rule a turn is over at active_until, even if its row is not swept yet. Before
//           the holder's first call, active_until is the end of the claim time, if the room has
//           one; an unclaimed turn ends then only if somebody waits in the room. A turn lasts at
//           least as long as its live holds (rule 6); the end of a turn ends its holds.
// Threads:  the caller's; changes go to `rows`.
// Source:   docs/rules.md, rules 5 and 6.
#pragma once

#include "domain/refusal.h"
#include "domain/row_set.h"

namespace onsale::domain {

// The token's status at `now`: EXPIRED once the turn is over, even if the row is not swept.
TokenStatus StatusAt(const QueueToken& token, Time now);

// Why a turn that ran out has ended: kNoShow if the turn was never claimed, otherwise kTimeUp.
ExpiryReason OverReason(const QueueToken& token);

// Records a call by the token's holder. The first call of a turn that has a claim time claims the
// turn: it then lasts until choose_until. Any other call changes nothing.
void Claim(const Credential& credential, RowSet& rows, Time now);

// The row of a credential's token. Refuses: kTokenExpired, without a reason, if the token is
// archived (archive.h); kTokenInvalid. For the pointer's lifetime see RowSet.
Result<const QueueToken*> FindToken(const Credential& credential, RowSet& rows);

// The row of a credential's token, for what a buyer may still do after the turn: read, and retry
// with an idempotency key. Refuses: kTokenInvalid; kTokenExpired once the turn has been over for
// kReadTime.
Result<const QueueToken*> FindReader(const Credential& credential, RowSet& rows, Time now);

// Checks that the token is ACTIVE. Refuses: kTokenWaiting, kTokenExpired.
std::optional<Refusal> CheckActive(const QueueToken& token, RowSet& rows, Time now);

// kTokenWrongRoom: the call needs a token of `room`.
Refusal WrongRoomRefusal(RoomId room, RowSet& rows);

// Checks that the token is ACTIVE and belongs to `room`. Refuses: kTokenWaiting, kTokenExpired,
// kTokenWrongRoom.
std::optional<Refusal> CheckTurn(const QueueToken& token, RoomId room, RowSet& rows, Time now);

// The whole queue check for a concert behind `room`: FindToken, then CheckTurn.
Result<const QueueToken*> CheckQueue(const Credential& credential, RoomId room, RowSet& rows,
                                     Time now);

TokenView ViewOf(const QueueToken& token, RowSet& rows, Time now);

// Starts the claim time of an ACTIVE token at `from`; the claim time ends at choose_until at the
// latest. With a claim time of 0 the token counts as claimed.
void CountClaim(QueueToken& token, Duration claim_time, Time from);

// Ends a due turn, but renews the claim time of an unclaimed turn while nobody waits in its room.
// Afterwards the turn is not due at `now`. Requires: ACTIVE, active_until <= now.
void EndDueTurn(const QueueToken& token, RowSet& rows, Time now);

// Ends a turn or a wait and frees the seats of its live holds; the user may then get a new token.
// Admits nobody: PassTime does. Requires: not EXPIRED.
void EndTurn(QueueToken token, ExpiryReason reason, RowSet& rows, Time now);

// Extends a turn to `until`, if that is later than its end. Call after a hold was made in the turn.
void LengthenTurn(const QueueToken& token, Time until, RowSet& rows);

// Sets a turn's end to choose_until, or to the end of its last live hold if that is later. Call
// after a hold of the turn was cancelled.
void FitTurnToHolds(const QueueToken& token, RowSet& rows, Time now);

}  // namespace onsale::domain
