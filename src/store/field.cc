#include "store/field.h"

#include <charconv>
#include <chrono>

namespace onsale::store {

using base::Duration;
using base::Time;
using base::Uuid;
using domain::ExpiryReason;
using domain::HasNumbers;
using domain::LedgerKind;
using domain::ReservationStatus;
using domain::RoomMode;
using domain::RoomState;
using domain::SeatStatus;
using domain::TokenStatus;

namespace {

// The numbers of rows' enumerators in the journal, and in PostgreSQL's `batches`. Persisted: do not
// renumber.
static_assert(HasNumbers<RoomState>({{RoomState::kScheduled, 1},
                                     {RoomState::kOpen, 2},
                                     {RoomState::kPaused, 3},
                                     {RoomState::kClosed, 4}}));
static_assert(
    HasNumbers<RoomMode>({{RoomMode::kFifo, 1}, {RoomMode::kDraw, 2}, {RoomMode::kOpen, 3}}));
static_assert(HasNumbers<TokenStatus>(
    {{TokenStatus::kWaiting, 1}, {TokenStatus::kActive, 2}, {TokenStatus::kExpired, 3}}));
static_assert(HasNumbers<ExpiryReason>({{ExpiryReason::kNone, 0},
                                        {ExpiryReason::kTimeUp, 1},
                                        {ExpiryReason::kLeft, 2},
                                        {ExpiryReason::kPaid, 3},
                                        {ExpiryReason::kNoShow, 4}}));
static_assert(HasNumbers<SeatStatus>(
    {{SeatStatus::kAvailable, 1}, {SeatStatus::kHeld, 2}, {SeatStatus::kSold, 3}}));
static_assert(HasNumbers<ReservationStatus>({{ReservationStatus::kHeld, 1},
                                             {ReservationStatus::kConfirmed, 2},
                                             {ReservationStatus::kExpired, 3},
                                             {ReservationStatus::kCancelled, 4}}));
static_assert(HasNumbers<LedgerKind>({{LedgerKind::kCharge, 1}, {LedgerKind::kPayment, 2}}));

constexpr std::size_t kTimeTextLength = 27;

void AppendNumber(std::int64_t value, std::string& out) {
  char text[24];
  out.append(text, std::to_chars(text, text + sizeof text, value).ptr);
}

struct Digits {
  std::size_t at;
  std::size_t count;
};

// -1 if a character is not a digit.
int ReadDigits(std::string_view text, Digits where) {
  int value = 0;
  for (const char c : text.substr(where.at, where.count)) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

// Parses the subset of JSON that a reservation's seats use.
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
  // A year with another number of digits would sort wrongly as text; the number can be read again.
  if (int(date.year()) < 0 || int(date.year()) > 9999) {
    return AppendNumber(time.time_since_epoch().count(), out);
  }
  out += base::FormatRfc3339Micros(time);
}

bool ParseTimeText(std::string_view text, Time& time) {
  if (text.size() != kTimeTextLength || text[4] != '-') {
    std::int64_t us = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), us);
    time = Time(Duration(us));
    return error == std::errc() && end == text.data() + text.size();
  }
  const int year = ReadDigits(text, {0, 4});
  const int month = ReadDigits(text, {5, 2});
  const int day = ReadDigits(text, {8, 2});
  const int hour = ReadDigits(text, {11, 2});
  const int minute = ReadDigits(text, {14, 2});
  const int second = ReadDigits(text, {17, 2});
  const int us = ReadDigits(text, {20, 6});
  if (year < 0 || month < 0 || day < 0 || hour < 0 || minute < 0 || second < 0 || us < 0) {
    return false;
  }
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  time = std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second) + Duration(us);
  return date.ok() && hour < 24 && minute < 60 && second < 60 && text.back() == 'Z';
}

void AppendSeatsJson(const std::vector<domain::ReservedSeat>& seats, std::string& out) {
  out += '[';
  for (const auto& seat : seats) {
    if (&seat != seats.data()) out += ',';
    AppendNumber(seat.number.value, out += "{\"number\":");
    AppendNumber(seat.price.minor, out += ",\"price\":");
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
  // SQLite statements return blobs as text.
  const bool bytes = in.kind == SqlValue::Kind::kBlob || in.kind == SqlValue::Kind::kText;
  if (!bytes || in.bytes.size() != v.bytes.size()) return false;
  std::memcpy(v.bytes.data(), in.bytes.data(), v.bytes.size());
  return !v.IsNil();
}

bool Field<base::UserId>::Read(base::WireReader& in, base::UserId& v) {
  const std::string_view text = in.String();
  v = base::UserId();
  if (!in.ok() || text.empty()) return in.ok();
  auto parsed = base::UserId::Parse(text);
  if (parsed) v = std::move(*parsed);
  return parsed.has_value();
}

bool Field<base::UserId>::FromSql(const SqlValue& in, base::UserId& v) {
  v = base::UserId();
  if (in.kind != SqlValue::Kind::kText) return false;
  if (in.bytes.empty()) return true;
  auto parsed = base::UserId::Parse(in.bytes);
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
  // Each seat takes at least two bytes.
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
