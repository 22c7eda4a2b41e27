// The fingerprint of a command that an idempotency key came with: the same for the same command and,
// for anybody who looks for two that agree, for no other.
//
// Shape:    SHA-256 over the operation's number and the members that the caller chose, in the order
//           written in fingerprint.cc, as base/wire.h writes them. Of the queue token
//           only the turn of a hold counts: a hold ends with its turn, so in another turn it is another
//           hold. Ids that the server drew and the key itself are left out: a retry comes with others.
//           The order of JSON members and the spelling of values do not count, since the command has
//           neither.
//           Persisted with the key: do not change or renumber.
// Threads:  any, at once.
// Source:   FIPS 180-4; docs/decisions/0004-retries.md.
#pragma once

#include "domain/command.h"

namespace onsale::domain {

Fingerprint FingerprintOf(const IssueToken& command);
Fingerprint FingerprintOf(const HoldSeats& command);
Fingerprint FingerprintOf(const ChargeBalance& command);
Fingerprint FingerprintOf(const PayReservation& command);

}  // namespace onsale::domain
