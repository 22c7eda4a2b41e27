// What an operator asks of a room, as JSON: any of the policy's members, and the room's state.
//
// Shape:    absent members stay as they are. Durations as settings have them (`10m`); `opensAt`
//           goes with the state SCHEDULED, and that with it.
// Errors:   the problem with the first member that cannot be, with its JSON pointer.
#pragma once

#include <expected>
#include <string_view>

#include "domain/room_change.h"
#include "http/response.h"

namespace onsale::http {

std::expected<domain::RoomChange, Response> ReadRoomChange(std::string_view body);

}  // namespace onsale::http
