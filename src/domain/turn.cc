#include "domain/turn.h"

#include <algorithm>

#include "base/assert.h"
#include "domain/admission.h"
#include "domain/archive.h"
#include "domain/command.h"
#include "domain/draw.h"
#include "domain/funnel.h"
#include "domain/hold.h"
#include "domain/offer.h"
#include "domain/pause.h"

namespace onsale::domain {

TokenStatus StatusAt(const QueueToken& token, Time now) {
  const bool over = token.status == TokenStatus::kActive && now >= token.active_until;
  return over ? TokenStatus::kExpired : token.status;
}

ExpiryReason OverReason(const QueueToken& token) {
  return token.claimed ? ExpiryReason::kTimeUp : ExpiryReason::kNoShow;
}

namespace {

// Why an EXPIRED turn has ended, even if its row is not swept.
ExpiryReason ReasonOf(const QueueToken& token) {
  return token.status == TokenStatus::kActive ? OverReason(token) : token.expiry_reason;
}

Refusal ExpiredRefusal(const QueueToken& token) {
  return {.code = RefusalCode::kTokenExpired, .expiry_reason = ReasonOf(token)};
}

Refusal WaitingRefusal(const QueueToken& token, RowSet& rows, Time now) {
  const TokenView view = ViewOf(token, rows, now);
  return {.code = RefusalCode::kTokenWaiting,
          .position = view.in_lobby ? 0 : view.ahead + 1,
          .poll_after = PauseOf(view)};
}

}  // namespace

void Claim(const Credential& credential, RowSet& rows, Time now) {
  const auto token = FindToken(credential, rows);
  if (!token || (*token)->claimed || StatusAt(**token, now) != TokenStatus::kActive) return;
  QueueToken claimed = **token;
  claimed.claimed = true;
  claimed.active_until = claimed.choose_until;
  rows.Put(claimed);
}

Result<const QueueToken*> FindToken(const Credential& credential, RowSet& rows) {
  const QueueToken* token = rows.Find(credential.key);
  // Why an archived token has ended only the tables know.
  if (token == nullptr && IsArchived(credential.key, rows)) {
    return Refuse(RefusalCode::kTokenExpired);
  }
  // Queue numbers are unique only within one data directory; issued_at detects tokens of another
  // one.
  if (token == nullptr || token->issued_at != credential.issued_at) {
    return Refuse(RefusalCode::kTokenInvalid);
  }
  return token;
}

Result<const QueueToken*> FindReader(const Credential& credential, RowSet& rows, Time now) {
  const auto token = FindToken(credential, rows);
  if (!token || StatusAt(**token, now) != TokenStatus::kExpired) return token;
  // A turn that ended early, by leaving or paying, counts from its planned end: its token stays
  // readable for longer than kReadTime.
  const Time over = std::max((*token)->issued_at, (*token)->active_until);
  if (now - over >= kReadTime) return std::unexpected(ExpiredRefusal(**token));
  return token;
}

std::optional<Refusal> CheckActive(const QueueToken& token, RowSet& rows, Time now) {
  switch (StatusAt(token, now)) {
    case TokenStatus::kWaiting:
      return WaitingRefusal(token, rows, now);
    case TokenStatus::kExpired:
      return ExpiredRefusal(token);
    case TokenStatus::kActive:
      return std::nullopt;
  }
  ONSALE_ASSERT(false);
}

Refusal WrongRoomRefusal(RoomId room, RowSet& rows) {
  const Room* row = rows.Find(room);
  return {.code = RefusalCode::kTokenWrongRoom, .room = row == nullptr ? "" : row->slug};
}

std::optional<Refusal> CheckTurn(const QueueToken& token, RoomId room, RowSet& rows, Time now) {
  if (auto refusal = CheckActive(token, rows, now)) return refusal;
  if (token.key.room != room) return WrongRoomRefusal(room, rows);
  return std::nullopt;
}

Result<const QueueToken*> CheckQueue(const Credential& credential, RoomId room, RowSet& rows,
                                     Time now) {
  const auto token = FindToken(credential, rows);
  if (!token) return token;
  if (auto refusal = CheckTurn(**token, room, rows, now)) {
    return std::unexpected(*std::move(refusal));
  }
  return token;
}

namespace {

void ViewWait(const QueueToken& token, const Room& room, RowSet& rows, Time now, TokenView& view) {
  view.sold_out = room.sold_out;
  view.room_state = room.state;
  view.notice = room.notice;
  view.opens_at = AdmitsFrom(room, rows, now);
  // An opening that is overdue takes place in the next batch, so the time until it is 0.
  if (view.opens_at) view.opens_in = std::max(*view.opens_at - now, Duration{});
  if (view.in_lobby) return;
  view.ahead = rows.WaitingBefore(room.id, token.key.number);
  view.estimated_wait = EstimateWait(room, view.ahead, now);
}

}  // namespace

TokenView ViewOf(const QueueToken& token, RowSet& rows, Time now) {
  const Room* room = rows.Find(token.key.room);
  ONSALE_ASSERT(room != nullptr);
  TokenView view{.credential = {.key = token.key, .issued_at = token.issued_at},
                 .room_slug = room->slug,
                 .user = token.user,
                 .status = StatusAt(token, now),
                 .expiry_reason = token.expiry_reason};
  view.entry = EntryOf(*room, token.key.number);
  view.in_lobby = view.status == TokenStatus::kWaiting && InLobby(*room);
  if (!view.in_lobby) view.admission_rank = rows.RankOf(room->id, token.key.number);
  if (view.status == TokenStatus::kWaiting) ViewWait(token, *room, rows, now, view);
  if (view.status == TokenStatus::kActive) {
    view.active_until = std::max(token.active_until, token.choose_until);
    if (!token.claimed) view.claim_before = token.active_until;
  }
  if (view.status == TokenStatus::kExpired) view.expiry_reason = ReasonOf(token);
  return view;
}

void CountClaim(QueueToken& token, Duration claim_time, Time from) {
  token.claimed = claim_time == Duration{};
  token.active_until =
      token.claimed ? token.choose_until : std::min(from + claim_time, token.choose_until);
}

void EndDueTurn(const QueueToken& token, RowSet& rows, Time now) {
  ONSALE_ASSERT(token.status == TokenStatus::kActive && token.active_until <= now);
  const Room& room = *rows.Find(token.key.room);
  const bool somebody_waits = room.waiting > 0;
  if (token.claimed || somebody_waits || token.choose_until <= now) {
    return EndTurn(token, OverReason(token), rows, now);
  }
  QueueToken renewed = token;
  CountClaim(renewed, room.policy.claim_time, now);
  rows.Put(renewed);
}

void EndTurn(QueueToken token, ExpiryReason reason, RowSet& rows, Time now) {
  ONSALE_ASSERT(token.status != TokenStatus::kExpired);
  const bool left = reason == ExpiryReason::kLeft;
  std::vector<ReservationId> held;
  for (const Reservation* const row : rows.OpenReservations(token.user)) {
    if (row->token == token.key && row->status == ReservationStatus::kHeld) held.push_back(row->id);
  }
  for (const ReservationId id : held) {
    GiveBack(*rows.Find(id), left ? EndReason::kLeftQueue : EndReason::kTurnEnded, rows, now);
  }

  Room room = *rows.Find(token.key.room);
  const bool active = token.status == TokenStatus::kActive;
  std::int64_t& count = active ? room.active : room.waiting;
  ONSALE_ASSERT(count > 0);
  --count;
  if (active) BoundActive(room);
  rows.Put(room);
  CountEnd(token, reason, rows, now);

  token.status = TokenStatus::kExpired;
  token.expiry_reason = reason;
  rows.Put(token);
}

void LengthenTurn(const QueueToken& token, Time until, RowSet& rows) {
  ONSALE_ASSERT(token.status == TokenStatus::kActive);
  if (until <= token.active_until) return;
  QueueToken changed = token;
  changed.active_until = until;
  rows.Put(changed);
}

void FitTurnToHolds(const QueueToken& token, RowSet& rows, Time now) {
  ONSALE_ASSERT(token.status == TokenStatus::kActive);
  Time until = token.choose_until;
  for (const Reservation* const row : rows.OpenReservations(token.user)) {
    if (row->token == token.key && IsLiveHold(*row, now)) until = std::max(until, row->held_until);
  }
  if (until == token.active_until) return;
  QueueToken changed = token;
  changed.active_until = until;
  rows.Put(changed);
}

}  // namespace onsale::domain
