#include "domain/admission.h"
#include "domain/draw.h"
#include "domain/funnel.h"
#include "domain/idempotency.h"
#include "domain/limits.h"
#include "domain/presale.h"
#include "domain/rules.h"
#include "domain/turn.h"

namespace onsale::domain::rules {
namespace {

// The user's live token in the room. If that token's turn is due, first ends the turn or renews its
// claim time.
const QueueToken* FindLive(const UserId& user, RoomId room, RowSet& rows, Time now) {
  const QueueToken* token = rows.FindLive(room, user);
  if (token == nullptr || StatusAt(*token, now) != TokenStatus::kExpired) return token;
  EndDueTurn(*token, rows, now);
  return rows.FindLive(room, user);
}

// Refuses: kRoomNotOpen, kPresaleGroupRequired, kRoomFull.
std::optional<Refusal> CheckRoom(const Room& room, const Rights& rights, Time now) {
  // A PAUSED room accepts new buyers, before and after its draw.
  const bool takes_people = room.state == RoomState::kOpen || room.state == RoomState::kPaused ||
                            (room.state == RoomState::kScheduled && InLobby(room));
  if (!takes_people) {
    const bool scheduled = room.state == RoomState::kScheduled;
    return Refusal{.code = RefusalCode::kRoomNotOpen,
                   .opens_at = scheduled ? room.opens_at : Time{},
                   .room_state = room.state};
  }
  if (auto refusal = CheckPresale(room.presale, rights, now)) return refusal;
  const bool accepts_another =
      room.waiting < room.policy.waiting_max && room.last_number < kQueueNumberMax;
  if (!accepts_another) return Refusal{.code = RefusalCode::kRoomFull};
  return std::nullopt;
}

// Limits how often a user joins a room. Refuses: kTooManyTokens.
std::optional<Refusal> CheckTokens(const UserId& user, RoomId room, RowSet& rows, Time now) {
  const std::int64_t most = rows.limits().tokens_per_window;
  const auto issued_at = rows.IssuedAt(room, user, most);
  if (!issued_at || now - *issued_at >= kTokenWindow) return std::nullopt;
  return Refusal{.code = RefusalCode::kTooManyTokens,
                 .limit = most,
                 .retry_after = *issued_at + kTokenWindow - now};
}

// Whether a new buyer has to solve a challenge first. A buyer for whom nobody waits ahead joins no
// line.
bool NeedsChallenge(ChallengeNeed need, const Room& room) {
  switch (need) {
    case ChallengeNeed::kNever:
      return false;
    case ChallengeNeed::kLongLine:
      return room.waiting > room.policy.capacity;
    case ChallengeNeed::kAnyLine:
      break;
  }
  return room.waiting > 0;
}

QueueTokenKey AssignNumber(const IssueToken& command, Room room, RowSet& rows, Time now) {
  const QueueTokenKey key{room.id, QueueNumber{room.last_number.value + 1}};
  room.last_number = key.number;
  QueueToken token{.key = key, .user = command.user, .issued_at = now, .rights = command.rights};
  if (InLobby(room)) {
    room.draw.list_hash = ListHash(room.draw.list_hash, EntryLine(EntriesOf(room), now));
  } else if (const auto wait = EstimateWait(room, room.waiting, now)) {
    token.estimated_wait_s = static_cast<std::int32_t>(wait->count());  // at most a day
  }
  ++room.waiting;
  rows.Put(room);
  rows.Put(token);
  CountJoin(key.room, rows);
  return key;
}

}  // namespace

IssueToken::Answer Decide(const IssueToken& command, RowSet& rows, Time now) {
  if (auto stored = FindStoredAnswer<TokenView>(command.user, command.idempotency_key, rows, now)) {
    return std::move(*stored);
  }
  const auto answer = [&](QueueTokenKey key, bool created) {
    TokenView view = ViewOf(*rows.Find(key), rows, now);
    view.created = created;
    return StoreAnswer(std::move(view), command.user, command.idempotency_key, rows, now);
  };
  if (const QueueToken* live = FindLive(command.user, command.room, rows, now)) {
    const QueueTokenKey key = live->key;
    Claim({.key = key, .issued_at = live->issued_at}, rows, now);
    return answer(key, false);
  }

  const Room* room = rows.Find(command.room);
  // An unknown room: the command was built from a newer catalogue than the rows', because a
  // database was restored.
  if (room == nullptr) return Refuse(RefusalCode::kRoomNotOpen);
  if (auto refusal = CheckRoom(*room, command.rights, now))
    return std::unexpected(*std::move(refusal));
  if (auto refusal = CheckTokens(command.user, command.room, rows, now)) {
    return std::unexpected(*std::move(refusal));
  }
  // Last, so that nobody works for a call that is refused all the same.
  if (NeedsChallenge(command.challenge, *room)) return Refuse(RefusalCode::kChallengeRequired);

  // Past this line the command must succeed.
  const QueueTokenKey key = AssignNumber(command, *room, rows, now);
  // Admits the new buyer at once if nobody else waits and a slot is free.
  if (rows.Find(key.room)->waiting == 1) AdmitNext({key.room, 1, key.number}, rows, now);
  return answer(key, true);
}

}  // namespace onsale::domain::rules
