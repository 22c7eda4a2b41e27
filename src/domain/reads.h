// Which commands only look. One that only looks may still find something due, or be its caller's
// first call: then its batch changes rows all the same.
#pragma once

#include <type_traits>

#include "domain/command.h"

namespace onsale::domain {

template <class C>
inline constexpr bool kIsRead =
    std::is_same_v<C, ReadToken> || std::is_same_v<C, ReadRoom> || std::is_same_v<C, ReadDraw> ||
    std::is_same_v<C, ReadDrawEntries> || std::is_same_v<C, ListRooms> ||
    std::is_same_v<C, ReadFunnel> || std::is_same_v<C, ListShows> || std::is_same_v<C, ReadSeats> ||
    std::is_same_v<C, WatchSeats> || std::is_same_v<C, WatchToken> ||
    std::is_same_v<C, ReadReservation> || std::is_same_v<C, ListReservations> ||
    std::is_same_v<C, ReadBalance>;

inline bool IsRead(const Command& command) {
  return std::visit([]<class C>(const C&) { return kIsRead<C>; }, command);
}

}  // namespace onsale::domain
