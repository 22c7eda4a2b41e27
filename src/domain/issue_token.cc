#include "base/assert.h"
#include "domain/admission.h"
#include "domain/retry.h"
#include "domain/rules.h"
#include "domain/turn.h"

namespace onsale::domain::rules {
namespace {

// The user's live token in the room; a turn that is over is ended on the way.
const QueueToken* FindLive(const UserId& user, RoomId room, RowSet& rows, Time now) {
  const QueuePlace* place = rows.FindPlace(room, user);
  if (place == nullptr) return nullptr;
  const QueueToken* token = rows.Find(TokenKey{room, place->place});
  ONSALE_ASSERT(token != nullptr && token->user == user);
  if (StatusAt(*token, now) != TokenStatus::kExpired) return token;
  EndTurn(*token, ExpiryReason::kTimeUp, rows, now);
  return nullptr;
}

TokenKey TakePlace(const UserId& user, Room room, RowSet& rows, Time now) {
  const TokenKey key{room.id, Place{room.last_place.value + 1}};
  room.last_place = key.place;
  ++room.waiting;
  rows.Put(room);
  rows.Put(QueueToken{.key = key, .user = user, .issued_at = now});
  rows.Put(QueuePlace{.room = key.room, .user = user, .place = key.place});
  return key;
}

}  // namespace

IssueToken::Answer Decide(const IssueToken& command, RowSet& rows, Time now) {
  if (auto kept = Recall<TokenView>(command.user, command.attempt, rows, now)) {
    return std::move(*kept);
  }
  const auto answer = [&](TokenKey key, bool created) {
    TokenView view = ViewOf(*rows.Find(key), rows, now);
    view.created = created;
    return Keep(std::move(view), command.user, command.attempt, rows, now);
  };
  if (const QueueToken* live = FindLive(command.user, command.room, rows, now)) {
    return answer(live->key, false);
  }

  const Room* room = rows.Find(command.room);
  ONSALE_ASSERT(room != nullptr);
  if (room->state == RoomState::kScheduled || room->state == RoomState::kClosed) {
    return Refuse(RefusalCode::kRoomNotOpen);
  }
  if (room->waiting >= room->policy.waiting_max) return Refuse(RefusalCode::kRoomFull);

  // Past this line the command must succeed.
  const TokenKey key = TakePlace(command.user, *room, rows, now);
  AdmitNext(key.room, rows, now);  // at once, if nobody waits and a slot is free
  return answer(key, true);
}

}  // namespace onsale::domain::rules
