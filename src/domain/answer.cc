#include "domain/answer.h"

#include "base/wire.h"
#include "domain/words.h"

namespace onsale::domain {
namespace {

using base::WireReader;
using base::WireWriter;

enum class Kind : std::uint8_t { kToken = 1, kHold = 2, kTopUp = 3, kPayment = 4 };
// The kinds' numbers in stored answers. Persisted: do not renumber.
static_assert(static_cast<int>(Kind::kToken) == 1 && static_cast<int>(Kind::kHold) == 2 &&
              static_cast<int>(Kind::kTopUp) == 3 && static_cast<int>(Kind::kPayment) == 4);
static_assert(HasNumbers<TokenStatus>(
    {{TokenStatus::kWaiting, 1}, {TokenStatus::kActive, 2}, {TokenStatus::kExpired, 3}}));
static_assert(HasNumbers<ExpiryReason>({{ExpiryReason::kNone, 0},
                                        {ExpiryReason::kTimeUp, 1},
                                        {ExpiryReason::kLeft, 2},
                                        {ExpiryReason::kPaid, 3},
                                        {ExpiryReason::kNoShow, 4}}));
static_assert(HasNumbers<ReservationStatus>({{ReservationStatus::kHeld, 1},
                                             {ReservationStatus::kConfirmed, 2},
                                             {ReservationStatus::kExpired, 3},
                                             {ReservationStatus::kCancelled, 4}}));
static_assert(HasNumbers<RoomState>({{RoomState::kScheduled, 1},
                                     {RoomState::kOpen, 2},
                                     {RoomState::kPaused, 3},
                                     {RoomState::kClosed, 4}}));
constexpr std::uint8_t kLayout = 1;
// Layout 2 of a stored token adds the draw and the claim, layout 3 the room's opening and state.
constexpr std::uint8_t kTokenLayout = 3;
// Layout 2 of a stored payment adds further reservations. A payment of one has layout 1.
constexpr std::uint8_t kSeveralLayout = 2;

void Begin(Kind kind, WireWriter& out) {
  out.Byte(static_cast<std::uint8_t>(kind));
  out.Byte(kind == Kind::kToken ? kTokenLayout : kLayout);
}

bool Begins(Kind kind, WireReader& in) {
  return in.Byte() == static_cast<std::uint8_t>(kind) && in.Byte() == kLayout && in.ok();
}

void Write(const Uuid& id, WireWriter& out) {
  out.Bytes({reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()});
}

Uuid ReadUuid(WireReader& in) {
  Uuid id;
  const auto bytes = in.Bytes(id.bytes.size());
  if (in.ok()) std::memcpy(id.bytes.data(), bytes.data(), bytes.size());
  return id;
}

void Write(Time time, WireWriter& out) {
  out.Signed(time.time_since_epoch().count());
}

// The last time that decoding accepts; the first is in 1970. Stored answers may be corrupt.
constexpr Time kLastTime{std::chrono::sys_days(std::chrono::year(9999) / 12 / 31)};

Time CheckedTime(std::int64_t us, WireReader& in) {
  const Time time{Duration(us)};
  if (time < Time{} || time > kLastTime) in.Refuse();
  return time;
}

Time ReadTime(WireReader& in) {
  return CheckedTime(in.Signed(), in);
}

// An optional time is stored as microseconds; -1 means none.
std::optional<Time> ReadOptionalTime(WireReader& in) {
  const std::int64_t us = in.Signed();
  if (us < 0) return std::nullopt;
  return CheckedTime(us, in);
}

std::uint32_t ReadNumber(WireReader& in) {
  const std::uint64_t number = in.Unsigned();
  if (number > UINT32_MAX) in.Refuse();
  return static_cast<std::uint32_t>(number);
}

void Write(const QueueTokenKey& key, WireWriter& out) {
  out.Unsigned(key.room.value);
  out.Unsigned(key.number.value);
}

QueueTokenKey ReadQueueTokenKey(WireReader& in) {
  QueueTokenKey key;
  key.room.value = ReadNumber(in);
  key.number.value = in.Unsigned();
  return key;
}

template <HasWords Enum>
Enum ReadEnum(WireReader& in) {
  const auto value = static_cast<Enum>(in.Byte());
  if (FindWord(value).empty()) in.Refuse();
  return value;
}

UserId ReadUser(WireReader& in) {
  auto user = UserId::FromStored(in.String());
  if (!user) in.Refuse();
  return std::move(user).value_or(UserId{});
}

void Write(const Reservation& reservation, WireWriter& out) {
  Write(reservation.id.uuid, out);
  Write(reservation.token, out);
  out.String(reservation.user.text());
  out.Unsigned(reservation.show.value);
  out.Unsigned(reservation.seats.size());
  for (const ReservedSeat& seat : reservation.seats) {
    out.Unsigned(seat.number.value);
    out.Signed(seat.price.minor);
  }
  out.Signed(reservation.amount.minor);
  out.Byte(static_cast<std::uint8_t>(reservation.status));
  Write(reservation.created_at, out);
  Write(reservation.held_until, out);
  Write(reservation.payment.uuid, out);
  Write(reservation.paid_at, out);
}

Reservation ReadReservationRow(WireReader& in) {
  Reservation reservation;
  reservation.id.uuid = ReadUuid(in);
  reservation.token = ReadQueueTokenKey(in);
  reservation.user = ReadUser(in);
  reservation.show.value = ReadNumber(in);
  const std::uint64_t seats = in.Unsigned();
  for (std::uint64_t i = 0; i < seats && in.ok(); ++i) {
    ReservedSeat& seat = reservation.seats.emplace_back();
    seat.number.value = ReadNumber(in);
    seat.price.minor = in.Signed();
  }
  reservation.amount.minor = in.Signed();
  reservation.status = ReadEnum<ReservationStatus>(in);
  reservation.created_at = ReadTime(in);
  reservation.held_until = ReadTime(in);
  reservation.payment.uuid = ReadUuid(in);
  reservation.paid_at = ReadTime(in);
  return reservation;
}

// Reads the draw and the claim, which layout 2 of a token adds.
void ReadDrawAndClaim(WireReader& in, TokenView& view) {
  view.claim_before = ReadOptionalTime(in);
  view.in_lobby = in.Byte() != 0;
  view.sold_out = in.Byte() != 0;
  view.admission_rank.value = in.Unsigned();
  view.entry = in.Signed();
  if (const auto opens_in = in.Signed(); opens_in >= 0) view.opens_in = Duration(opens_in);
  static_cast<void>(in.Signed());  // formerly the room's claim time; unused
}

// Reads the room's opening and state, which layout 3 of a token adds.
void ReadRoomState(WireReader& in, TokenView& view) {
  view.opens_at = ReadOptionalTime(in);
  view.room_state = ReadEnum<RoomState>(in);
}

template <class View>
std::optional<View> Whole(const WireReader& in, View view) {
  if (!in.ok() || !in.AtEnd()) return std::nullopt;
  return view;
}

}  // namespace

std::string EncodeAnswer(const TokenView& view) {
  std::string bytes;
  WireWriter out(bytes);
  Begin(Kind::kToken, out);
  out.Byte(view.created);
  Write(view.credential.key, out);
  Write(view.credential.issued_at, out);
  out.String(view.room_slug);
  out.String(view.user.text());
  out.Byte(static_cast<std::uint8_t>(view.status));
  out.Byte(static_cast<std::uint8_t>(view.expiry_reason));
  out.Signed(view.ahead);
  // -1 stores an absent value, for example an unknown estimate: present values are not negative.
  out.Signed(view.estimated_wait ? view.estimated_wait->count() : -1);
  out.Signed(view.active_until ? view.active_until->time_since_epoch().count() : -1);
  out.Signed(view.claim_before ? view.claim_before->time_since_epoch().count() : -1);
  out.Byte(view.in_lobby);
  out.Byte(view.sold_out);
  out.Unsigned(view.admission_rank.value);
  out.Signed(view.entry);
  out.Signed(view.opens_in ? view.opens_in->count() : -1);
  out.Signed(0);  // formerly the room's claim time; unused
  out.Signed(view.opens_at ? view.opens_at->time_since_epoch().count() : -1);
  out.Byte(static_cast<std::uint8_t>(view.room_state));
  return bytes;
}

std::string EncodeAnswer(const ReservationView& view) {
  std::string bytes;
  WireWriter out(bytes);
  Begin(Kind::kHold, out);
  Write(view.reservation, out);
  return bytes;
}

std::string EncodeAnswer(const TopUpView& view) {
  std::string bytes;
  WireWriter out(bytes);
  Begin(Kind::kTopUp, out);
  Write(view.id.uuid, out);
  out.String(view.user.text());
  out.Signed(view.amount.minor);
  out.Signed(view.balance.minor);
  return bytes;
}

std::string EncodeAnswer(const PaymentView& view) {
  std::string bytes;
  WireWriter out(bytes);
  out.Byte(static_cast<std::uint8_t>(Kind::kPayment));
  out.Byte(view.others.empty() ? kLayout : kSeveralLayout);
  Write(view.reservation, out);
  out.Signed(view.balance.minor);
  if (view.others.empty()) return bytes;
  out.Unsigned(view.others.size());
  for (const Reservation& other : view.others) Write(other, out);
  return bytes;
}

template <>
std::optional<TokenView> DecodeAnswer<TokenView>(std::string_view bytes) {
  WireReader in(bytes);
  if (in.Byte() != static_cast<std::uint8_t>(Kind::kToken)) return std::nullopt;
  const std::uint8_t layout = in.Byte();
  if (layout == 0 || layout > kTokenLayout) return std::nullopt;
  TokenView view;
  view.created = in.Byte() != 0;
  view.credential.key = ReadQueueTokenKey(in);
  view.credential.issued_at = ReadTime(in);
  view.room_slug = in.String();
  view.user = ReadUser(in);
  view.status = ReadEnum<TokenStatus>(in);
  view.expiry_reason = ReadEnum<ExpiryReason>(in);
  const bool over = view.status == TokenStatus::kExpired;
  if (over != (view.expiry_reason != ExpiryReason::kNone)) in.Refuse();
  view.ahead = in.Signed();
  if (const auto wait = in.Signed(); wait >= 0) view.estimated_wait = std::chrono::seconds(wait);
  view.active_until = ReadOptionalTime(in);
  if (layout >= 2) {
    ReadDrawAndClaim(in, view);
  } else {
    view.admission_rank = AdmissionRank{view.credential.key.number.value};
  }
  if (layout >= 3) {
    ReadRoomState(in, view);
  } else if (view.opens_in) {
    view.room_state = RoomState::kScheduled;
  }
  return Whole(in, std::move(view));
}

template <>
std::optional<ReservationView> DecodeAnswer<ReservationView>(std::string_view bytes) {
  WireReader in(bytes);
  if (!Begins(Kind::kHold, in)) return std::nullopt;
  ReservationView view{ReadReservationRow(in)};
  return Whole(in, std::move(view));
}

template <>
std::optional<TopUpView> DecodeAnswer<TopUpView>(std::string_view bytes) {
  WireReader in(bytes);
  if (!Begins(Kind::kTopUp, in)) return std::nullopt;
  TopUpView view;
  view.id.uuid = ReadUuid(in);
  view.user = ReadUser(in);
  view.amount.minor = in.Signed();
  view.balance.minor = in.Signed();
  return Whole(in, std::move(view));
}

template <>
std::optional<PaymentView> DecodeAnswer<PaymentView>(std::string_view bytes) {
  WireReader in(bytes);
  if (in.Byte() != static_cast<std::uint8_t>(Kind::kPayment)) return std::nullopt;
  const std::uint8_t layout = in.Byte();
  if (layout != kLayout && layout != kSeveralLayout) return std::nullopt;
  PaymentView view{.reservation = ReadReservationRow(in)};
  view.balance.minor = in.Signed();
  const std::uint64_t others = layout == kSeveralLayout ? in.Unsigned() : 0;
  for (std::uint64_t i = 0; in.ok() && i < others; ++i) {
    view.others.push_back(ReadReservationRow(in));
  }
  return Whole(in, std::move(view));
}

}  // namespace onsale::domain
