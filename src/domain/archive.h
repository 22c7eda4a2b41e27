// Archiving: tokens that are over for long leave memory, with the reservations of their turns that
// ended without payment, and only the tables have their rows.
//
// Units:    the time at which a token may leave is a multiple of ten minutes, so that many leave in
//           one commit.
// Shape:    a room archives its tokens in order of queue number, up to Room::last_archived. A token
//           that waits or has a turn keeps those with a larger number in memory. A HELD reservation
//           has an ACTIVE turn, and so a token that is not archived.
// Threads:  the caller's; changes go to `rows`.
// Source:   docs/decisions/0032-what-is-over-leaves-memory.md; docs/rules.md, rule 5.
#pragma once

#include <optional>

#include "domain/row_set.h"

namespace onsale::domain {

// When the token may leave memory: kReadTime after the end that FindReader (turn.h) counts from,
// rounded up to ten minutes. Nothing unless the token is EXPIRED.
std::optional<Time> ArchiveTime(const QueueToken& token);

// Whether the room has archived this queue number, so that its token is over and has no row.
bool IsArchived(QueueTokenKey key, RowSet& rows);

// Archives the room's oldest tokens that may leave memory at `now`, and with them the reservations
// of their turns, until these are `most` rows or more. Returns how many rows; changes nothing if
// that is 0. Paid reservations count, and stay in memory.
struct Archiving {
  RoomId room;
  std::int64_t most;
};
std::int64_t ArchiveTokens(const Archiving& archiving, RowSet& rows, Time now);

}  // namespace onsale::domain
