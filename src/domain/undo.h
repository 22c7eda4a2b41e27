// What it means that a room is still as a change left it, and which change takes it back.
//
// Units:    moments in whole milliseconds, as the text of a change has them.
// Source:   docs/by-hand.md, "Undo"
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/operator_commands.h"
#include "domain/rows.h"

namespace onsale::domain {

// The names of the members that differ from these values, as ForEachRoomMember has them.
std::vector<std::string> DifferingMembers(const Room& room, const RoomMembers& values);

// The change of the room's policy, state and presale that gives it these values, and the notice.
RoomChange ChangeBack(const Room& room, const RoomMembers& values);
Notice NoticeBack(const Notice& notice, const RoomMembers& values, Time now);

}  // namespace onsale::domain
