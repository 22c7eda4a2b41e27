#include "domain/admission.h"

#include <algorithm>

#include "base/assert.h"
#include "domain/draw.h"
#include "domain/funnel.h"
#include "domain/offer.h"
#include "domain/pause.h"
#include "domain/rate.h"
#include "domain/turn.h"

namespace onsale::domain {
namespace {

using std::chrono::seconds;

constexpr seconds kEstimateMax = std::chrono::hours(24);

// The time between two admissions at the entry rate, rounded up so that the rate is never exceeded.
Duration EntryInterval(const RoomPolicy& policy) {
  const Duration minute = std::chrono::minutes(1);
  return (minute + Duration(policy.entry_per_minute - 1)) / policy.entry_per_minute;
}

// The earliest time at which the entry rate, with its burst, allows the room's next admission.
Time EntryTime(const Room& room) {
  if (room.policy.entry_per_minute == 0) return {};
  return room.entry_due - (room.policy.entry_burst - 1) * EntryInterval(room.policy);
}

void CountEntry(Room& room, Time now) {
  if (room.policy.mode == RoomMode::kNoQueue || room.policy.entry_per_minute == 0) return;
  room.entry_due = std::max(room.entry_due, now) + EntryInterval(room.policy);
}

void NoteEstimate(const QueueToken& token, RoomFunnel& funnel, Time now) {
  if (token.estimated_wait_s < 0) return;
  const Duration error = now - token.issued_at - seconds(token.estimated_wait_s);
  ++funnel.estimates;
  funnel.estimate_error += std::chrono::abs(error);
}

// Makes a WAITING token ACTIVE. Its claim time begins at `claimed_from`.
void Activate(QueueToken token, Time claimed_from, Room& room, RoomFunnel& funnel, RowSet& rows,
              Time now) {
  ONSALE_ASSERT(token.status == TokenStatus::kWaiting);
  // Only admissions after a wait count: an immediate one does not show how fast slots free up.
  if (token.issued_at < now) CountEvents(room.rate, 1, now);
  NoteEstimate(token, funnel, now);
  token.status = TokenStatus::kActive;
  token.activated_at = now;
  token.choose_until = now + room.policy.active_time;
  CountClaim(token, room.policy.claim_time, claimed_from);
  rows.Put(token);

  ++funnel.admitted;
  ++room.active;
  --room.waiting;
  ONSALE_ASSERT(room.waiting >= 0);
}

// Whether a buyer is WAITING and has a slot, so that only the opening of a sale or the entry rate
// can delay the admission.
bool HasSlot(const Room& room) {
  if (room.state != RoomState::kOpen || room.waiting == 0) return false;
  if (room.policy.mode == RoomMode::kNoQueue) return true;
  return !room.sold_out && room.active < room.policy.capacity;
}

// The earliest time of the room's next admission, if a slot is free. The epoch: at once.
Time AdmissionTime(const Room& room) {
  if (room.policy.mode == RoomMode::kNoQueue) return room.sale_from;
  return std::max(room.sale_from, EntryTime(room));
}

bool CanAdmit(const Room& room, Time now) {
  return HasSlot(room) && AdmissionTime(room) <= now;
}

std::int64_t AdmitSome(Room& room, const Admitting& admitting, RowSet& rows, Time now) {
  RoomFunnel funnel = FunnelOf(room.id, rows);
  NoteRanks(room, now);
  std::int64_t admitted = 0;
  for (; admitted < admitting.most && CanAdmit(room, now); ++admitted) {
    const auto next = rows.NextWaiting(room.id, room.last_admitted);
    ONSALE_ASSERT(next.has_value());  // CanAdmit requires room.waiting > 0
    room.last_admitted = rows.RankOf(room.id, *next);
    const QueueToken& token = *rows.Find(QueueTokenKey{room.id, *next});
    const bool can_pause = *next != admitting.fresh;
    const Time claimed_from = can_pause ? LastPauseEnd(room, token, room.last_admitted, now) : now;
    Activate(token, claimed_from, room, funnel, rows, now);
    CountEntry(room, now);
  }
  rows.Put(funnel);
  return admitted;
}

// How long until the entry rate allows the admission of a buyer behind `ahead` others.
Duration EntryDelay(const Room& room, std::int64_t ahead, Time now) {
  if (room.policy.entry_per_minute == 0) return {};
  const std::int64_t steps = ahead - (room.policy.entry_burst - 1);
  const Time at = std::max(room.entry_due, now) + steps * EntryInterval(room.policy);
  return std::max(at - now, Duration{});
}

}  // namespace

std::optional<Time> NextRoomDue(const Room& room) {
  std::optional<Time> due;
  if (room.state == RoomState::kScheduled) due = room.opens_at;
  if (HasSlot(room)) due = AdmissionTime(room);
  if (room.offer_due == Time{}) return due;
  return due ? std::min(*due, room.offer_due) : room.offer_due;
}

void OpenRoom(Room& room, Time now) {
  if (InLobby(room)) {
    room.draw.entries = EntriesOf(room);
    room.draw.drawn_at = now;
  } else if (room.state == RoomState::kPaused || room.state == RoomState::kClosed) {
    NoteStandstill(room, now);
  }
  room.state = RoomState::kOpen;
}

void ChangePolicy(Room& room, const RoomPolicy& policy, Time now) {
  const bool entry_changed = policy.entry_per_minute != room.policy.entry_per_minute ||
                             policy.entry_burst != room.policy.entry_burst;
  room.policy = policy;
  BoundActive(room);
  if (!entry_changed || policy.entry_per_minute == 0) return;
  // After a change to a faster entry rate the room does not wait out the old, longer interval: the
  // next admission is at most one new interval away.
  room.entry_due = std::min(room.entry_due, now + policy.entry_burst * EntryInterval(policy));
}

void BoundActive(Room& room) {
  const bool bounded = room.active_max != 0;
  // active_max never rises to the number ACTIVE, so audits find admissions above the capacity.
  const std::int64_t inside = bounded ? std::min(room.active, room.active_max) : room.active;
  const bool open = room.policy.mode == RoomMode::kNoQueue;
  room.active_max = open ? 0 : std::max(room.policy.capacity, inside);
}

std::int64_t AdmitNext(const Admitting& admitting, RowSet& rows, Time now) {
  const RoomId id = admitting.room;
  const Room* current = rows.Find(id);
  ONSALE_ASSERT(current != nullptr);
  const auto due = NextRoomDue(*current);
  if (!due || *due > now) return 0;

  Room room = *current;
  if (room.offer_due != Time{} && room.offer_due <= now) ComputeOffer(room, rows, now);
  if (room.state == RoomState::kScheduled && room.opens_at <= now) {
    OpenRoom(room, now);
    // Stores the opened room before any admission: RankOf reads the draw from the stored row.
    rows.Put(room);
  }
  const std::int64_t admitted = CanAdmit(room, now) ? AdmitSome(room, admitting, rows, now) : 0;
  rows.Put(room);
  return admitted;
}

std::optional<seconds> EstimateWait(const Room& room, std::int64_t ahead, Time now) {
  if (room.state != RoomState::kOpen || !HasOffer(room, now)) return std::nullopt;
  const auto rate = Measure(room.rate, now);
  if (!rate) return std::nullopt;
  // Cannot overflow: `ahead` is at most waiting_max, `over` at most a minute in microseconds.
  const Duration measured = (ahead + 1) * rate->over / rate->events;
  const Duration wait = std::max(measured, EntryDelay(room, ahead, now));
  return std::min(std::chrono::ceil<seconds>(wait), kEstimateMax);
}

}  // namespace onsale::domain
