// Whether rows in memory fit together as the rules rely on: what rules assert of two rows, or look
// up without asking whether it is there.
//
// Threads:  one.
// Errors:   each gives a sentence that names both rows; an empty one if they fit.
#pragma once

#include <string>

#include "store/memory/memory_rows.h"

namespace onsale::store {

// Requires: its room has a row.
std::string WrongWith(const domain::QueueToken& token, MemoryRows& rows);
std::string WrongWith(const domain::Reservation& reservation, MemoryRows& rows);
std::string WrongWith(const domain::Seat& seat, MemoryRows& rows);
// That there is a row for the seat if and only if the show's chart has it.
std::string WrongWithPlaceOf(domain::SeatKey key, MemoryRows& rows);
// The room's numbers beside its tokens; that it has a row if it has tokens.
std::string WrongWithRoom(domain::RoomId id, MemoryRows& rows);
// That concerts have their rooms, and shows one seat for each of their chart's, and no others.
std::string WrongWithCatalog(MemoryRows& rows);

// Of all rows in memory.
std::string WrongWithRows(MemoryRows& rows);

}  // namespace onsale::store
