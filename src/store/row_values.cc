#include "store/row_values.h"

#include "domain/accessible.h"
#include "domain/command.h"
#include "domain/draw.h"

namespace onsale::store {

using base::Duration;
using base::Money;
using base::Time;

namespace {

// The largest count in a row: rates multiply a count by the microseconds of a minute, which must
// fit into 64 bits.
constexpr std::int64_t kCountMax = INT64_C(1) << 36;
// The largest sum of waiting times in a row: adding one more must not overflow.
constexpr Duration kSumMax(INT64_C(1) << 62);
constexpr Duration kPolicyTimeMax = std::chrono::days(3660);
constexpr Time kTimeEnd = std::chrono::sys_days(std::chrono::year(10'000) / 1 / 1);

bool IsCount(std::int64_t value) {
  return value >= 0 && value <= kCountMax;
}

bool IsAmount(Money value) {
  return value >= Money{} && value <= domain::kBalanceMax;
}

bool IsPolicyValue(std::int64_t count) {
  return count >= 0;
}
bool IsPolicyValue(Duration length) {
  return length >= Duration{} && length <= kPolicyTimeMax;
}
bool IsPolicyValue(domain::RoomMode) {
  return true;
}

template <class>
constexpr bool kIsOfPolicy = false;
template <class Value>
constexpr bool kIsOfPolicy<Column<PartPath<domain::Room, domain::RoomPolicy, Value>>> = true;

const char* MisfitOfPolicy(const domain::Room& room) {
  const char* found = room.policy.entry_burst < 1 ? "entry_burst" : nullptr;
  ForEachColumn(room, [&found]<class Column>(const Column& column, const auto& value) {
    if constexpr (kIsOfPolicy<Column>) {
      if (found == nullptr && !IsPolicyValue(value)) found = column.name;
    }
  });
  return found;
}

const char* MisfitOfDraw(const domain::Room& room) {
  const domain::Draw& draw = room.draw;
  if (draw.before > room.last_number) return "draw_before";
  const auto given = static_cast<std::int64_t>(room.last_number.value - draw.before.value);
  if (draw.entries < 0 || draw.entries > given) return "draw_entries";
  // Before the room's draw took place, every admission rank is the queue number.
  const bool drawn = !draw.commitment.IsNil() && !domain::InLobby(room);
  if (draw.entries > 0 && !drawn) return "draw_entries";
  return nullptr;
}

}  // namespace

bool IsPossible(Time value) {
  return value >= Time{} && value < kTimeEnd;
}

bool IsPossible(Duration value) {
  return value >= Duration{} && value <= kSumMax;
}

bool IsPossible(std::int64_t value) {
  return value >= -kCountMax && value <= kCountMax;
}

const char* MisfitOf(const domain::Room& row) {
  if (row.active < 0) return "active";
  if (row.waiting < 0) return "waiting";
  if (row.rate.current < 0) return "rate_window_admitted";
  if (row.rate.previous < 0) return "rate_previous_admitted";
  // A last_admitted above last_number would keep new tokens from ever being admitted.
  if (row.last_admitted.value > row.last_number.value) return "last_admitted";
  if (row.last_archived > row.last_number) return "last_archived";
  const bool scheduled = row.state == domain::RoomState::kScheduled;
  const bool in_lobby = domain::InLobby(row);
  // Opening a room draws its lobby, so an OPEN room is not in the lobby. Nobody joins a SCHEDULED
  // room that has no lobby, so nobody waits in it.
  if (in_lobby && row.state == domain::RoomState::kOpen) return "state";
  if (scheduled && !in_lobby && row.waiting > 0) return "waiting";
  const domain::Notice& notice = row.notice;
  if (notice.korean.size() > domain::kNoticeMax) return "notice_korean";
  if (notice.english.size() > domain::kNoticeMax) return "notice_english";
  if (notice.IsEmpty() != (notice.set_at == Time{})) return "notice_at";
  const char* const in_draw = MisfitOfDraw(row);
  return in_draw != nullptr ? in_draw : MisfitOfPolicy(row);
}

const char* MisfitOf(const domain::RoomFunnel& row) {
  const char* found = nullptr;
  ForEachColumn(row, [&found](const auto& column, const auto& value) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, std::int64_t>) {
      if (found == nullptr && !IsCount(value)) found = column.name;
    }
  });
  return found;
}

const char* MisfitOf(const domain::QueueToken& row) {
  if (row.key.number.value == 0) return "place";
  const bool over = row.status == domain::TokenStatus::kExpired;
  return over == (row.expiry_reason != domain::ExpiryReason::kNone) ? nullptr : "expiry_reason";
}

const char* MisfitOf(const domain::Seat& row) {
  if (HasOwner(row.status) == row.reservation.uuid.IsNil()) return "reservation_id";
  const bool held = row.status == domain::SeatStatus::kHeld;
  return held == (row.held_until != Time{}) ? nullptr : "held_until";
}

namespace {

// A row that an earlier version ended has neither reason nor time.
const char* MisfitOfEnd(const domain::Reservation& row) {
  if (row.end_reason == domain::EndReason::kNone) {
    return row.ended_at == Time{} ? nullptr : "ended_at";
  }
  const bool expired = row.end_reason == domain::EndReason::kExpired;
  const auto wanted =
      expired ? domain::ReservationStatus::kExpired : domain::ReservationStatus::kCancelled;
  if (row.status != wanted) return "end_reason";
  // A hold that was live ended before its time; one that ran out, at its time.
  const bool good = expired ? row.ended_at == row.held_until
                            : Time{} < row.ended_at && row.ended_at < row.held_until;
  return good ? nullptr : "ended_at";
}

}  // namespace

const char* MisfitOf(const domain::Reservation& row) {
  Money sum;
  for (std::size_t i = 0; i < row.seats.size(); ++i) {
    const auto& seat = row.seats[i];
    const auto more = base::CheckedAdd(sum, seat.price);
    if (!IsAmount(seat.price) || !more) return "seats";
    if (i > 0 && seat.number <= row.seats[i - 1].number) return "seats";
    sum = *more;
  }
  if (row.seats.empty()) return "seats";
  if (row.amount != sum) return "amount";
  const bool paid = row.status == domain::ReservationStatus::kConfirmed;
  return paid == !row.payment.uuid.IsNil() ? MisfitOfEnd(row) : "payment_id";
}

const char* MisfitOf(const domain::Wallet& row) {
  if (!IsAmount(row.balance)) return "balance";
  return row.entries >= 0 ? nullptr : "entries";
}

const char* MisfitOf(const domain::LedgerEntry& row) {
  return row.number > 0 ? nullptr : "number";
}

const char* MisfitOf(const domain::Price& row) {
  return IsAmount(row.amount) ? nullptr : "amount";
}

const char* MisfitOf(const domain::Show& row) {
  constexpr std::int64_t kMinutesOfDay = 24 * 60;
  const bool good = -kMinutesOfDay < row.utc_offset_min && row.utc_offset_min < kMinutesOfDay;
  return good ? nullptr : "utc_offset_min";
}

// A companion seat has a pair, a wheelchair place may have one, and no other seat has.
const char* MisfitOf(const domain::ChartSeat& row) {
  const bool paired = row.pair != domain::SeatNumber{};
  if (row.pair == row.number) return "pair_number";
  if (paired && !domain::IsAccessiblePlace(row.access)) return "pair_number";
  if (!paired && row.access == domain::SeatAccess::kCompanion) return "pair_number";
  const bool ranked = domain::kRowRankMin <= row.rank && row.rank <= domain::kRowRankMax;
  return ranked ? nullptr : "row_rank";
}

const char* MisfitOf(const domain::AccessKeyRow& row) {
  if (!domain::IsAccessKeyId(row.id)) return "id";
  if (row.name.empty() || row.name.size() > domain::kAccessKeyNameMax) return "name";
  if (!domain::kAllScopes.Contains(row.scopes)) return "scopes";
  if (row.digest.IsNil()) return "digest";
  return row.former.has_value() == row.former_until.has_value() ? nullptr : "former_until";
}

const char* MisfitOf(const domain::OperatorAction& row) {
  if (row.number <= 0) return "number";
  if (!row.actor.key.empty() && !domain::IsAccessKeyId(row.actor.key)) return "key_id";
  if (row.actor.reason.size() > domain::kReasonMax) return "reason";
  if (row.before.size() > domain::kActionTextMax) return "before";
  return row.after.size() <= domain::kActionTextMax ? nullptr : "after";
}

}  // namespace onsale::store
