#include "domain/restored.h"

#include "domain/operator_action.h"
#include "domain/room_change.h"
#include "domain/turn.h"

namespace onsale::domain {
namespace {

void PauseRoom(Room room, const std::string& reason, RowSet& rows, Time now) {
  const Room before = room;
  if (!PauseIfOpening(room, now)) return;
  rows.Put(room);
  PutAction({.key = {}, .call = kRestoreCall, .reason = reason}, TextOf(before, room), rows, now);
}

}  // namespace

void MarkRestored(std::span<const QueueTokenKey> live, const std::string& reason, RowSet& rows,
                  Time now) {
  // The rooms first: an ended turn must not admit the next buyer.
  for (const RoomId id : rows.Rooms()) PauseRoom(*rows.Find(id), reason, rows, now);
  for (const QueueTokenKey key : live) {
    EndTurn(*rows.Find(key), ExpiryReason::kLeft, rows, now);
  }
}

}  // namespace onsale::domain
