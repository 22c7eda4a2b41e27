// Parses an operator's change of a room: members of its policy, and its state.
//
// Shape:    absent members stay unset. Durations are written as in settings (`10m`). The state
//           SCHEDULED and `opensAt` require each other.
// Errors:   the problem of the first invalid member, with its JSON pointer.
#pragma once

#include <expected>
#include <string_view>

#include "domain/room_change.h"
#include "http/response.h"

namespace onsale::http {

std::expected<domain::RoomChange, Response> ReadRoomChange(std::string_view body);

}  // namespace onsale::http
