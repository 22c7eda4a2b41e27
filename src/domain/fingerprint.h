// Fingerprints: SHA-256 digests that identify the command sent with an idempotency key.
//
// Shape:    the digest of the operation's number and the members that the client chose, encoded as
//           in base/wire.h, in the order of fingerprint.cc. The digest of a hold includes the room
//           and queue number of its token: a hold ends with its turn, so the same request in
//           another turn is another hold.
//           The idempotency key and ids that the server generates are not included, because a retry
//           may bring others. The order of JSON members and the spelling of values do not matter,
//           because a command has neither.
//           Persisted with the key: do not change or renumber.
// Threads:  any, at the same time.
// Source:   FIPS 180-4; docs/decisions/0004-retries.md.
#pragma once

#include "domain/command.h"

namespace onsale::domain {

Fingerprint FingerprintOf(const IssueToken& command);
Fingerprint FingerprintOf(const HoldSeats& command);
Fingerprint FingerprintOf(const TopUpBalance& command);
Fingerprint FingerprintOf(const PayReservation& command);

}  // namespace onsale::domain
