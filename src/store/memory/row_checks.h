// Checks rows in memory against each other: whatever the rules assert about two rows, and every row
// that they look up without a check for null.
//
// Threads:  one.
// Errors:   each function returns a sentence that names the rows, or an empty one.
#pragma once

#include <string>

#include "store/memory/memory_rows.h"

namespace onsale::store {

// What is wrong with a token, reservation or seat and the rows that it names. Requires: the room of
// the token or reservation has a row.
std::string WrongWith(const domain::QueueToken& token, MemoryRows& rows);
std::string WrongWith(const domain::Reservation& reservation, MemoryRows& rows);
std::string WrongWith(const domain::Seat& seat, MemoryRows& rows);
// Checks that there is a row for the seat if and only if the show's chart has the seat.
std::string WrongWithPlaceOf(domain::SeatKey key, MemoryRows& rows);
// Checks the room's counts against its tokens, and that a room with tokens has a row.
std::string WrongWithRoom(domain::RoomId id, MemoryRows& rows);
// Checks that each concert's room exists, and that each show has exactly its chart's seats.
std::string WrongWithCatalog(MemoryRows& rows);

// Checks all rows in memory.
std::string WrongWithRows(MemoryRows& rows);

}  // namespace onsale::store
