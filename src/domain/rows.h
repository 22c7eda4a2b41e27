// The rows of a sale: one plain struct for each table. Rules read and write only these and the
// catalogue's rows (domain/catalog.h).
//
// Units:    money in minor units; times UTC microseconds; positions in a chart in centimetres.
// Shape:    the same tables in memory, in SQLite and in PostgreSQL; store/schema.h describes the
//           columns. The numbers of enumerators are persisted: do not renumber.
// Requires: the status of a hold or turn is read together with the time (IsLiveHold in hold.h,
//           StatusAt in turn.h): both are over at their end, even if the row is not swept yet.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/booking_number.h"
#include "base/ids.h"
#include "base/money.h"
#include "base/sha256.h"
#include "base/time.h"
#include "base/uuid.h"
#include "domain/rights.h"

namespace onsale::domain {

using base::AdmissionRank;
using base::BookingNumber;
using base::ChartId;
using base::ConcertId;
using base::Duration;
using base::Money;
using base::PaymentId;
using base::QueueNumber;
using base::ReservationId;
using base::RoomId;
using base::SeatNumber;
using base::Sha256Digest;
using base::ShowId;
using base::Time;
using base::TopUpId;
using base::UserId;
using base::Uuid;

// --- The waiting room ---

enum class RoomState : std::uint8_t { kScheduled = 1, kOpen = 2, kPaused = 3, kClosed = 4 };
// How a room admits buyers: kFifo in order of arrival; kDraw in a random order, drawn at the
// opening; kNoQueue everybody at once, without a queue.
enum class RoomMode : std::uint8_t { kFifo = 1, kDraw = 2, kNoQueue = 3 };

// The id of the room `main`, which always exists: the room of each concert whose catalogue names
// no room.
inline constexpr RoomId kMainRoom{1};

struct RoomPolicy {
  std::int64_t capacity = 100;                      // the most tokens ACTIVE at once
  std::int64_t waiting_max = 1'000'000;             // the most tokens WAITING at once
  Duration active_time = std::chrono::minutes(10);  // how long a turn lasts
  Duration hold_time = std::chrono::minutes(5);     // how long a hold lasts
  RoomMode mode = RoomMode::kFifo;
  std::int64_t entry_per_minute = 0;  // the most admissions a minute; 0: no limit
  std::int64_t entry_burst = 1;       // how many admissions may happen at one moment
  // The claim time: how soon an admitted buyer must make a call if others wait; 0: no limit.
  Duration claim_time{};
  bool operator==(const RoomPolicy&) const = default;
};

// Counts the events of the current and of the previous minute: see domain/rate.h.
struct RateWindow {
  Time start;
  std::int64_t current = 0;
  std::int64_t previous = 0;
};

// The rank that was admitted last when the current window of five minutes began, and when the
// previous window began: they bound the pauses that were sent (domain/pause.h). `start`, of the
// current window, is the epoch if nobody was admitted yet, or only by an earlier version.
struct RankWindow {
  Time start;
  AdmissionRank current;
  AdmissionRank previous;
};

// The draw of a room: see domain/draw.h. Entry n of the lobby has the queue number `before` + n.
struct Draw {
  Sha256Digest seed;         // secret until drawn; nil if the room has no draw
  Sha256Digest commitment;   // the seed's SHA-256; nil if the room has no draw
  Sha256Digest list_hash;    // over all entries so far
  QueueNumber before;        // the last queue number before the lobby opened
  Time drawn_at;             // the epoch until the draw takes place
  std::int64_t entries = 0;  // the number of entries; 0 until the draw takes place
};

// Until `until`, only buyers of the group (Rights::HasGroup) are let through.
struct Presale {
  std::string group;  // a slug; empty: no presale
  Time until;
  bool operator==(const Presale&) const = default;
};

inline constexpr std::size_t kNoticeMax = 500;  // bytes of each text of a notice

// The operator's message to those who wait in a room: UTF-8 that is shown as it is. A text may be
// empty; if both are, there is no notice, and `set_at` is the epoch.
struct Notice {
  std::string korean;
  std::string english;
  Time set_at;
  bool IsEmpty() const { return korean.empty() && english.empty(); }
  bool operator==(const Notice&) const = default;
};

struct Room {
  RoomId id;
  std::string slug;
  RoomPolicy policy;
  RoomState state = RoomState::kOpen;
  Time opens_at;                // the opening of a SCHEDULED room
  QueueNumber last_number;      // the largest queue number issued; 0 before the first
  AdmissionRank last_admitted;  // no token of this or a smaller rank is WAITING, except in a lobby
  std::int64_t active = 0;   // tokens whose row is ACTIVE, also if the turn is over but not swept
  std::int64_t waiting = 0;  // tokens WAITING
  RateWindow rate;           // admissions of tokens that had to wait
  Time entry_due;            // when the entry rate, without its burst, allows the next admission
  bool sold_out = false;     // no seat is free of a show whose sale is open or opens later
  Draw draw;
  std::uint64_t spec_digest = 0;  // of the room's policy in its last catalogue; 0: unknown
  // The limit of ACTIVE tokens: the capacity or, after the capacity was lowered, the number ACTIVE
  // at that moment, until those turns end. 0: no limit, in mode `open` or in an older row. Audits
  // check it; no rule reads it.
  std::int64_t active_max = 0;
  bool in_catalog = false;  // a catalogue gave the policy, not only the settings
  // The currency of the sale, the same in all rooms; empty in a row that an earlier version wrote
  // and no start has followed.
  std::string currency = {};
  RankWindow rank_window;
  // What there is to buy behind the room, beside `sold_out` (domain/offer.h). `sale_from` is later
  // than now while buyers wait for the opening of a sale; otherwise when the last such wait ended,
  // the epoch if there was none.
  Time sale_from;
  Time offer_due;        // when a sale opens or closes that changes this; the epoch: never
  Presale presale = {};  // who may join
  Notice notice = {};
  // Every token up to this queue number is over, and only the tables have its row (archive.h).
  QueueNumber last_archived = {};
};

// Counts what buyers did in a room since the room was created. Rules write it, operators read it.
struct RoomFunnel {
  RoomId room;
  std::int64_t joined = 0;
  std::int64_t admitted = 0;
  std::int64_t left_waiting = 0;  // left while waiting; left_waiting_time sums their waits
  Duration left_waiting_time{};
  std::int64_t left_active = 0;  // buyers who left during their turn
  std::int64_t no_shows = 0;     // buyers whose turn ended because they never came to it
  std::int64_t timed_out = 0;    // turns that ended at active_until without payment
  std::int64_t holds = 0;        // reservations made in the room
  std::int64_t payments = 0;     // turns that ended with a payment, of one reservation or several
  std::int64_t seats_sold = 0;
  RateWindow sales;            // seats sold
  std::int64_t estimates = 0;  // admissions of tokens that had an estimated wait
  Duration estimate_error{};   // the sum of the absolute errors of these estimates
};

enum class TokenStatus : std::uint8_t { kWaiting = 1, kActive = 2, kExpired = 3 };
enum class ExpiryReason : std::uint8_t {
  kNone = 0,
  kTimeUp = 1,
  kLeft = 2,
  kPaid = 3,
  kNoShow = 4
};

struct QueueTokenKey {
  RoomId room;
  QueueNumber number;
  auto operator<=>(const QueueTokenKey&) const = default;
};

struct QueueToken {
  QueueTokenKey key;
  UserId user;
  TokenStatus status = TokenStatus::kWaiting;
  ExpiryReason expiry_reason = ExpiryReason::kNone;
  bool claimed = true;                 // false from admission to the first call, given a claim time
  std::int32_t estimated_wait_s = -1;  // the estimate at issue, in seconds; -1: none
  Time issued_at;
  Time activated_at;  // the admission; the epoch while WAITING, as are the next two
  Time choose_until;  // no new holds from this time on: the admission plus the room's active time
  // The end of the turn: choose_until, or the end of the turn's last live hold if that is later.
  // While the turn is unclaimed, the end of its claim time (CountClaim in turn.h).
  Time active_until;
  Rights rights = {};  // as the shop stated them when the token was issued
};

// The order of a user's tokens of all rooms: by issue, then by key.
struct TokenCursor {
  Time issued_at;
  QueueTokenKey key;
  auto operator<=>(const TokenCursor&) const = default;
};

inline TokenCursor CursorOf(const QueueToken& token) {
  return {token.issued_at, token.key};
}

// --- Seats and reservations ---

// kHeldBack: the operator keeps the seat from sale.
enum class SeatStatus : std::uint8_t { kAvailable = 1, kHeld = 2, kSold = 3, kHeldBack = 4 };

// Whether the seat belongs to a buyer, so that its row names the reservation.
constexpr bool HasOwner(SeatStatus status) {
  return status == SeatStatus::kHeld || status == SeatStatus::kSold;
}

struct SeatKey {
  ShowId show;
  SeatNumber number;
  auto operator<=>(const SeatKey&) const = default;
};

struct Seat {
  SeatKey key;
  SeatStatus status = SeatStatus::kAvailable;
  ReservationId reservation;  // nil unless HasOwner
  Time held_until;            // the epoch unless the seat is HELD
};

enum class ReservationStatus : std::uint8_t {
  kHeld = 1,
  kConfirmed = 2,
  kExpired = 3,
  kCancelled = 4
};

// Whether a reservation is held or paid, so that its seats belong to it.
constexpr bool IsOpen(ReservationStatus status) {
  return status == ReservationStatus::kHeld || status == ReservationStatus::kConfirmed;
}

// Why a reservation ended without payment: its hold ran out; the buyer cancelled it; the buyer left
// the queue; the turn ended, because the buyer paid another reservation; or the operator released
// its seats.
enum class EndReason : std::uint8_t {
  kNone = 0,
  kExpired = 1,
  kCancelledByBuyer = 2,
  kLeftQueue = 3,
  kTurnEnded = 4,
  kCancelledByOperator = 5
};

struct ReservedSeat {
  SeatNumber number;
  Money price;
  bool operator==(const ReservedSeat&) const = default;
};

struct Reservation {
  ReservationId id;
  QueueTokenKey token;  // the turn in which the reservation was made
  UserId user;
  ShowId show;
  std::vector<ReservedSeat> seats;  // in order of seat number
  Money amount;                     // the sum of the seats' prices
  ReservationStatus status = ReservationStatus::kHeld;
  Time created_at;
  Time held_until;
  PaymentId payment;  // nil unless CONFIRMED; paid_at is the epoch unless CONFIRMED
  Time paid_at;
  // kExpired if EXPIRED, one of the others if CANCELLED. kNone if HELD or CONFIRMED, and in a row
  // that an earlier version ended. The epoch with kNone.
  EndReason end_reason = EndReason::kNone;
  Time ended_at = {};
  PersonKey person = {};  // of the token; nil if the shop named no person
};

// The order of a user's reservations: by creation, then by id.
struct ReservationCursor {
  Time created_at;
  ReservationId id;
  auto operator<=>(const ReservationCursor&) const = default;
};

inline ReservationCursor CursorOf(const Reservation& reservation) {
  return {reservation.created_at, reservation.id};
}

// Before all tokens and all reservations of a user, newest first.
inline constexpr TokenCursor kNewestToken{.issued_at = Time::max(), .key = {}};
inline constexpr ReservationCursor kNewestReservation{.created_at = Time::max(), .id = {}};

// --- Money ---

struct Wallet {
  UserId user;
  Money balance;
  std::int64_t entries = 0;  // the number of the wallet's ledger entries
};

enum class LedgerKind : std::uint8_t { kTopUp = 1, kPayment = 2 };

// A ledger entry moves `amount` from account `debit` to account `credit`. Accounts are `external`,
// `wallet:<user>` and `sales:<concert slug>`.
struct LedgerEntry {
  UserId user;              // the owner of the wallet that the entry changes
  std::int64_t number = 0;  // 1, 2, 3, ... within that wallet
  Uuid id;                  // the id of the top-up or payment
  LedgerKind kind = LedgerKind::kTopUp;
  std::string debit;
  std::string credit;
  Money amount;
  Money balance_after;
  ReservationId reservation;  // the paid reservation; nil for a top-up
  Time at;
};

struct Payment {
  PaymentId id;
  ReservationId reservation;
  UserId user;
  Money amount;
  Time paid_at;
};

// --- Retries ---

// Identifies the command sent with an idempotency key: a SHA-256 over operation and command, as
// four words (domain/fingerprint.h). A record of an earlier version has a 128-bit hash in the first
// two words and zeros in the others: no command has that fingerprint, so the key is refused as
// reused until the record ends.
struct Fingerprint {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::uint64_t third = 0;
  std::uint64_t fourth = 0;
  bool operator==(const Fingerprint&) const = default;
};

struct IdempotencyRecordKey {
  UserId user;
  std::string key;
  auto operator<=>(const IdempotencyRecordKey&) const = default;
};

struct IdempotencyRecord {
  IdempotencyRecordKey key;
  Fingerprint fingerprint;
  std::string answer;  // the stored answer, by EncodeAnswer (domain/answer.h)
  Time expires_at;
};

}  // namespace onsale::domain
