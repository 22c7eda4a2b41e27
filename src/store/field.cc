#include "store/field.h"

#include <charconv>
#include <chrono>

#include "base/decimal.h"

namespace onsale::store {

using base::Duration;
using base::Time;
using base::Uuid;
using domain::AccessiblePlaces;
using domain::EndReason;
using domain::ExpiryReason;
using domain::IsStored;
using domain::LedgerKind;
using domain::OrphanPolicy;
using domain::ReservationStatus;
using domain::RoomMode;
using domain::RoomState;
using domain::SeatAccess;
using domain::SeatStatus;
using domain::TokenStatus;

namespace {

// Rows' enumerators: the number in the journal and in PostgreSQL's `batches`, the word in SQL
// columns. Persisted: do not renumber, do not reword.
static_assert(IsStored<RoomState>({{RoomState::kScheduled, 1, "SCHEDULED"},
                                   {RoomState::kOpen, 2, "OPEN"},
                                   {RoomState::kPaused, 3, "PAUSED"},
                                   {RoomState::kClosed, 4, "CLOSED"}}));
static_assert(IsStored<RoomMode>(
    {{RoomMode::kFifo, 1, "FIFO"}, {RoomMode::kDraw, 2, "DRAW"}, {RoomMode::kNoQueue, 3, "OPEN"}}));
static_assert(IsStored<TokenStatus>({{TokenStatus::kWaiting, 1, "WAITING"},
                                     {TokenStatus::kActive, 2, "ACTIVE"},
                                     {TokenStatus::kExpired, 3, "EXPIRED"}}));
static_assert(IsStored<ExpiryReason>({{ExpiryReason::kNone, 0, "NONE"},
                                      {ExpiryReason::kTimeUp, 1, "TIME_UP"},
                                      {ExpiryReason::kLeft, 2, "LEFT"},
                                      {ExpiryReason::kPaid, 3, "PAID"},
                                      {ExpiryReason::kNoShow, 4, "NO_SHOW"}}));
static_assert(IsStored<SeatStatus>({{SeatStatus::kAvailable, 1, "AVAILABLE"},
                                    {SeatStatus::kHeld, 2, "HELD"},
                                    {SeatStatus::kSold, 3, "SOLD"},
                                    {SeatStatus::kHeldBack, 4, "HELD_BACK"}}));
static_assert(IsStored<ReservationStatus>({{ReservationStatus::kHeld, 1, "HELD"},
                                           {ReservationStatus::kConfirmed, 2, "CONFIRMED"},
                                           {ReservationStatus::kExpired, 3, "EXPIRED"},
                                           {ReservationStatus::kCancelled, 4, "CANCELLED"}}));
static_assert(IsStored<EndReason>({{EndReason::kNone, 0, "NONE"},
                                   {EndReason::kExpired, 1, "EXPIRED"},
                                   {EndReason::kCancelledByBuyer, 2, "CANCELLED_BY_BUYER"},
                                   {EndReason::kLeftQueue, 3, "LEFT_QUEUE"},
                                   {EndReason::kTurnEnded, 4, "TURN_ENDED"},
                                   {EndReason::kCancelledByOperator, 5, "CANCELLED_BY_OPERATOR"}}));
static_assert(IsStored<LedgerKind>({{LedgerKind::kTopUp, 1, "CHARGE"},
                                    {LedgerKind::kPayment, 2, "PAYMENT"}}));
static_assert(IsStored<OrphanPolicy>({{OrphanPolicy::kRefuse, 1, "REFUSE"},
                                      {OrphanPolicy::kAvoid, 2, "AVOID"},
                                      {OrphanPolicy::kAllow, 3, "ALLOW"}}));
static_assert(IsStored<AccessiblePlaces>({{AccessiblePlaces::kAnybody, 1, "ANYBODY"},
                                          {AccessiblePlaces::kAccessClaim, 2, "ACCESS_CLAIM"}}));
static_assert(IsStored<SeatAccess>({{SeatAccess::kNone, 0, "NONE"},
                                    {SeatAccess::kWheelchair, 1, "WHEELCHAIR"},
                                    {SeatAccess::kCompanion, 2, "COMPANION"},
                                    {SeatAccess::kStepFree, 3, "STEP_FREE"}}));

// Parses the JSON of a reservation's seats: a small subset of JSON.
class SeatsParser {
 public:
  explicit SeatsParser(std::string_view in) : in_(in) {}

  bool Token(std::string_view token) {
    while (in_.starts_with(' ')) in_.remove_prefix(1);
    if (!in_.starts_with(token)) return false;
    in_.remove_prefix(token.size());
    return true;
  }
  template <class Int>
  bool Number(Int& value) {
    while (in_.starts_with(' ')) in_.remove_prefix(1);
    const auto [end, error] = std::from_chars(in_.data(), in_.data() + in_.size(), value);
    if (error != std::errc()) return false;
    in_.remove_prefix(static_cast<std::size_t>(end - in_.data()));
    return true;
  }
  bool AtEnd() { return Token("") && in_.empty(); }

 private:
  std::string_view in_;
};

}  // namespace

void AppendTimeText(Time time, std::string& out) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  // Refuses years that do not have four digits: as text, such a time would sort wrongly.
  if (int(date.year()) < 0 || int(date.year()) > 9999) {
    return base::AppendDecimal(out, time.time_since_epoch().count());
  }
  out += base::FormatRfc3339Micros(time);
}

bool ParseTimeText(std::string_view text, Time& time) {
  if (const auto parsed = base::ParseRfc3339Micros(text)) {
    time = *parsed;
    return true;
  }
  std::int64_t us = 0;
  const bool is_number = base::ReadDecimal(text, us);
  time = Time(Duration(us));
  return is_number;
}

void AppendSeatsJson(const std::vector<domain::ReservedSeat>& seats, std::string& out) {
  out += '[';
  for (const auto& seat : seats) {
    if (&seat != seats.data()) out += ',';
    base::AppendDecimal(out += "{\"number\":", seat.number.value);
    base::AppendDecimal(out += ",\"price\":", seat.price.minor);
    out += '}';
  }
  out += ']';
}

bool ParseSeatsJson(std::string_view text, std::vector<domain::ReservedSeat>& seats) {
  seats.clear();
  SeatsParser in(text);
  if (!in.Token("[")) return false;
  if (in.Token("]")) return in.AtEnd();
  do {
    auto& seat = seats.emplace_back();
    if (!in.Token("{") || !in.Token("\"number\"") || !in.Token(":") ||
        !in.Number(seat.number.value) || !in.Token(",") || !in.Token("\"price\"") ||
        !in.Token(":") || !in.Number(seat.price.minor) || !in.Token("}")) {
      return false;
    }
  } while (in.Token(","));
  return in.Token("]") && in.AtEnd();
}

void Field<Time>::ToSql(Time v, SqlValue& out) {
  if (v == Time{}) return out.SetNull();
  out.scratch.clear();
  AppendTimeText(v, out.scratch);
  out.SetScratch();
}

bool Field<Time>::FromSql(const SqlValue& in, Time& v) {
  v = Time{};
  if (in.kind == SqlValue::Kind::kNull) return true;
  if (in.kind == SqlValue::Kind::kInteger) return v = Time(Duration(in.number)), true;
  return in.kind == SqlValue::Kind::kText && ParseTimeText(in.bytes, v);
}

bool Field<Uuid>::Read(base::WireReader& in, Uuid& v) {
  const std::string_view bytes = in.Bytes(v.bytes.size());
  if (!in.ok()) return false;
  std::memcpy(v.bytes.data(), bytes.data(), v.bytes.size());
  return true;
}

void Field<Uuid>::ToSql(const Uuid& v, SqlValue& out) {
  if (v.IsNil()) return out.SetNull();
  out.scratch = v.ToString();
  out.SetScratch();
}

bool Field<Uuid>::FromSql(const SqlValue& in, Uuid& v) {
  v = Uuid{};
  if (in.kind == SqlValue::Kind::kNull) return true;
  if (in.kind == SqlValue::Kind::kBlob && in.bytes.size() == v.bytes.size()) {
    std::memcpy(v.bytes.data(), in.bytes.data(), v.bytes.size());
    return true;
  }
  if (in.kind != SqlValue::Kind::kText) return false;
  const auto parsed = Uuid::Parse(in.bytes);
  if (parsed) v = *parsed;
  return parsed.has_value();
}

bool Field<base::Sha256Digest>::Read(base::WireReader& in, base::Sha256Digest& v) {
  const std::uint8_t present = in.Byte();
  v = {};
  if (present == 0) return in.ok();
  const std::string_view bytes = in.Bytes(v.bytes.size());
  if (!in.ok() || present != 1) return false;
  std::memcpy(v.bytes.data(), bytes.data(), v.bytes.size());
  return !v.IsNil();
}

bool Field<base::Sha256Digest>::FromSql(const SqlValue& in, base::Sha256Digest& v) {
  v = {};
  if (in.kind == SqlValue::Kind::kNull) return true;
  // A statement of SQLite may return a blob as text.
  const bool bytes = in.kind == SqlValue::Kind::kBlob || in.kind == SqlValue::Kind::kText;
  if (!bytes || in.bytes.size() != v.bytes.size()) return false;
  std::memcpy(v.bytes.data(), in.bytes.data(), v.bytes.size());
  return !v.IsNil();
}

bool Field<domain::ScopeSet>::Read(base::WireReader& in, domain::ScopeSet& v) {
  const std::uint64_t bits = in.Unsigned();
  v.bits = static_cast<std::uint32_t>(bits);
  return in.ok() && v.bits == bits && domain::kAllScopes.Contains(v);
}

void Field<domain::ScopeSet>::ToSql(domain::ScopeSet v, SqlValue& out) {
  out.scratch.clear();
  for (int i = 0; i < domain::kScopeCount; ++i) {
    const auto scope = static_cast<domain::Scope>(i);
    if (v.Has(scope)) out.scratch.append(domain::WordOf(scope)).push_back(' ');
  }
  out.SetScratch();
}

bool Field<domain::ScopeSet>::FromSql(const SqlValue& in, domain::ScopeSet& v) {
  v = {};
  if (in.kind != SqlValue::Kind::kText) return false;
  for (std::string_view rest = in.bytes; !rest.empty();) {
    const std::size_t end = rest.find(' ');
    const auto scope = domain::ScopeOf(rest.substr(0, end));
    if (!scope || end == std::string_view::npos) return false;
    v = v.With(*scope);
    rest.remove_prefix(end + 1);
  }
  return true;
}

bool Field<base::UserId>::Read(base::WireReader& in, base::UserId& v) {
  const std::string_view text = in.String();
  v = base::UserId();
  if (!in.ok() || text.empty()) return in.ok();
  auto parsed = base::UserId::FromStored(text);
  if (parsed) v = std::move(*parsed);
  return parsed.has_value();
}

bool Field<domain::Rights>::Read(base::WireReader& in, domain::Rights& v) {
  auto parsed = domain::Rights::Parse(in.String());
  if (!in.ok() || !parsed) return false;
  v = *std::move(parsed);
  return true;
}

bool Field<domain::Rights>::FromSql(const SqlValue& in, domain::Rights& v) {
  if (in.kind != SqlValue::Kind::kText) return false;
  auto parsed = domain::Rights::Parse(in.bytes);
  if (!parsed) return false;
  v = *std::move(parsed);
  return true;
}

bool Field<base::UserId>::FromSql(const SqlValue& in, base::UserId& v) {
  v = base::UserId();
  if (in.kind != SqlValue::Kind::kText) return false;
  if (in.bytes.empty()) return true;
  auto parsed = base::UserId::FromStored(in.bytes);
  if (parsed) v = std::move(*parsed);
  return parsed.has_value();
}

using SeatsField = Field<std::vector<domain::ReservedSeat>>;

void SeatsField::Write(base::WireWriter& out, const Seats& v) {
  out.Unsigned(v.size());
  for (const auto& seat : v) {
    out.Unsigned(seat.number.value);
    out.Signed(seat.price.minor);
  }
}

bool SeatsField::Read(base::WireReader& in, Seats& v) {
  const std::uint64_t count = in.Unsigned();
  // Bounds the number of seats before memory is reserved: each takes at least two bytes.
  if (!in.ok() || count > in.remaining() / 2) return false;
  v.resize(static_cast<std::size_t>(count));
  for (auto& seat : v) {
    if (!Field<base::SeatNumber>::Read(in, seat.number)) return false;
    seat.price.minor = in.Signed();
  }
  return in.ok();
}

void SeatsField::ToSql(const Seats& v, SqlValue& out) {
  out.scratch.clear();
  AppendSeatsJson(v, out.scratch);
  out.SetScratch();
}

bool SeatsField::FromSql(const SqlValue& in, Seats& v) {
  return in.kind == SqlValue::Kind::kText && ParseSeatsJson(in.bytes, v);
}

}  // namespace onsale::store
