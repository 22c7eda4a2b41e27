#include "domain/room_change.h"

#include "base/assert.h"
#include "domain/admission.h"
#include "domain/draw.h"

namespace onsale::domain {
namespace {

RoomPolicy Changed(RoomPolicy policy, const RoomChange& change) {
  ForEachPolicyField([&](const auto& field) {
    if (const auto& value = change.*field.change) policy.*field.member = *value;
  });
  return policy;
}

void ChangeState(Room& room, RoomState state, Time now) {
  if (state == RoomState::kOpen) {
    OpenRoom(room, now);
  } else {
    room.state = state;
  }
}

}  // namespace

RoomChange ChangeTo(const RoomPolicy& policy) {
  RoomChange change;
  ForEachPolicyField([&](const auto& field) { change.*field.change = policy.*field.member; });
  return change;
}

std::optional<Refusal> CheckChange(const Room& room, const RoomChange& change) {
  ONSALE_ASSERT(change.opens_at.has_value() == (change.state == RoomState::kScheduled));
  if (InLobby(room) && change.mode && *change.mode != RoomMode::kDraw) {
    return Refusal{.code = RefusalCode::kDrawCommitted};
  }
  // A lobby cannot begin while tokens wait: their order relative to its tokens is undefined.
  if (change.opens_at && !InLobby(room) && room.waiting > 0) {
    return Refusal{.code = RefusalCode::kRoomInUse};
  }
  return std::nullopt;
}

void ApplyChange(Room& room, const RoomChange& change, const Sha256Digest& fresh_seed, Time now) {
  ChangePolicy(room, Changed(room.policy, change), now);
  if (change.opens_at) room.opens_at = *change.opens_at;
  if (change.presale) room.presale = *change.presale;
  if (change.state) ChangeState(room, *change.state, now);
  const bool draws = room.state == RoomState::kScheduled && room.policy.mode == RoomMode::kDraw;
  if (draws && !InLobby(room)) CommitDraw(room, fresh_seed);
}

bool PauseIfOpening(Room& room, Time now) {
  if (!IsOpening(room.state)) return false;
  RoomChange pause;
  pause.state = RoomState::kPaused;
  ApplyChange(room, pause, {}, now);
  return true;
}

}  // namespace onsale::domain
