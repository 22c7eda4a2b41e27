// What an operator's change did to a room, for the log: the members that changed, before and after.
//
// Shape:    `capacity=100 state=OPEN`, members and values as in the API; both texts have the same
//           members and are empty if nothing changed. The draw's seed is no member.
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
