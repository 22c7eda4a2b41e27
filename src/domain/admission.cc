#include "domain/admission.h"

#include <algorithm>

#include "base/assert.h"

namespace onsale::domain {
namespace {

// With fewer seconds than this to measure over, a rate is a guess.
constexpr Duration kMeasuredMin = std::chrono::seconds(5);
constexpr std::chrono::seconds kEstimateMax = std::chrono::hours(24);

// Moves the two windows on, so that the current one holds `now`.
void RollWindows(Room& room, Time now) {
  const Duration since = now - room.rate_window_start;
  if (since < kRateWindow) return;
  const bool adjacent = since < 2 * kRateWindow;
  room.rate_previous_admitted = adjacent ? room.rate_window_admitted : 0;
  room.rate_window_start = adjacent ? room.rate_window_start + kRateWindow : now;
  room.rate_window_admitted = 0;
}

void Activate(QueueToken token, Room& room, RowSet& rows, Time now) {
  ONSALE_ASSERT(token.status == TokenStatus::kWaiting);
  if (token.issued_at < now) {
    RollWindows(room, now);
    ++room.rate_window_admitted;
  }
  token.status = TokenStatus::kActive;
  token.activated_at = now;
  token.choose_until = now + room.policy.active_time;
  token.active_until = token.choose_until;
  rows.Put(token);

  room.last_admitted = token.key.place;
  ++room.active;
  --room.waiting;
  ONSALE_ASSERT(room.waiting >= 0);
}

}  // namespace

void AdmitNext(RoomId id, RowSet& rows, Time now) {
  const Room* current = rows.Find(id);
  ONSALE_ASSERT(current != nullptr);
  const auto can_admit = [](const Room& room) {
    return room.state == RoomState::kOpen && room.waiting > 0 && room.active < room.policy.capacity;
  };
  if (!can_admit(*current)) return;

  Room room = *current;
  while (can_admit(room)) {
    const auto next = rows.NextWaiting(id, room.last_admitted);
    ONSALE_ASSERT(next.has_value());  // room.waiting says there is one
    Activate(*rows.Find(TokenKey{id, *next}), room, rows, now);
  }
  rows.Put(room);
}

std::optional<std::chrono::seconds> EstimateWait(const Room& room, std::int64_t ahead, Time now) {
  Room rolled = room;
  RollWindows(rolled, now);
  const Duration elapsed = now - rolled.rate_window_start;
  Duration measured = kRateWindow;
  std::int64_t admitted = rolled.rate_window_admitted;
  if (rolled.rate_previous_admitted > 0) {
    admitted += rolled.rate_previous_admitted * (kRateWindow - elapsed) / kRateWindow;
  } else {
    if (elapsed < kMeasuredMin) return std::nullopt;
    measured = elapsed;
  }
  if (admitted <= 0) return std::nullopt;
  // Both factors are bounded: a queue by waiting_max, the window by a minute in microseconds.
  const auto wait = std::chrono::ceil<std::chrono::seconds>((ahead + 1) * measured / admitted);
  return std::min(wait, kEstimateMax);
}

}  // namespace onsale::domain
