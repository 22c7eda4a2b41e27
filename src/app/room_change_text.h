// Formats an operator's change of a room for the log: the changed members, before and after.
//
// Shape:    a text is like `capacity=100 state=OPEN`, with members and values as in the API. The
//           texts before and after have the same members (domain/room_members.h); both are empty if
//           nothing changed.
#pragma once

#include <string>

#include "domain/views.h"

namespace onsale::app {

struct RoomChangeText {
  std::string before;
  std::string after;
};

RoomChangeText TextOf(const domain::ChangedRoomView& room);

}  // namespace onsale::app
