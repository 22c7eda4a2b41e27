#include "domain/room_change.h"

#include "base/assert.h"
#include "domain/admission.h"
#include "domain/draw.h"

namespace onsale::domain {
namespace {

RoomPolicy Changed(RoomPolicy policy, const RoomChange& change) {
  policy.capacity = change.capacity.value_or(policy.capacity);
  policy.waiting_max = change.waiting_max.value_or(policy.waiting_max);
  policy.active_time = change.active_time.value_or(policy.active_time);
  policy.hold_time = change.hold_time.value_or(policy.hold_time);
  policy.mode = change.mode.value_or(policy.mode);
  policy.entry_per_minute = change.entry_per_minute.value_or(policy.entry_per_minute);
  policy.entry_burst = change.entry_burst.value_or(policy.entry_burst);
  policy.claim_time = change.claim_time.value_or(policy.claim_time);
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
  return {.capacity = policy.capacity,
          .waiting_max = policy.waiting_max,
          .active_time = policy.active_time,
          .hold_time = policy.hold_time,
          .mode = policy.mode,
          .entry_per_minute = policy.entry_per_minute,
          .entry_burst = policy.entry_burst,
          .claim_time = policy.claim_time};
}

std::optional<Refusal> CheckChange(const Room& room, const RoomChange& change) {
  ONSALE_ASSERT(change.opens_at.has_value() == (change.state == RoomState::kScheduled));
  if (InLobby(room) && change.mode && *change.mode != RoomMode::kDraw) {
    return Refusal{.code = RefusalCode::kDrawCommitted};
  }
  // Those who wait would have to stand before or behind people of the lobby; neither was promised.
  if (change.opens_at && !InLobby(room) && room.waiting > 0) {
    return Refusal{.code = RefusalCode::kRoomInUse};
  }
  return std::nullopt;
}

void ApplyChange(Room& room, const RoomChange& change, const Sha256Digest& fresh_seed, Time now) {
  ChangePolicy(room, Changed(room.policy, change), now);
  if (change.opens_at) room.opens_at = *change.opens_at;
  if (change.state) ChangeState(room, *change.state, now);
  const bool draws = room.state == RoomState::kScheduled && room.policy.mode == RoomMode::kDraw;
  if (draws && !InLobby(room)) CommitDraw(room, fresh_seed);
}

}  // namespace onsale::domain
