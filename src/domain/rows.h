// The rows of a sale: one plain struct a table. Rules read and write nothing else.
//
// Units:    money in minor units; times UTC microseconds; positions in a chart in centimetres.
// Shape:    the same tables in memory, in SQLite and in PostgreSQL; store/schema.h describes the
//           columns. The numbers of enumerators are persisted: do not renumber.
// Requires: the statuses that mean "until" are read together with the time (see `IsLive`): a hold
//           or a turn is over at its last moment, whether or not anything has swept its row.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/money.h"
#include "base/sha256.h"
#include "base/time.h"
#include "base/uuid.h"

namespace onsale::domain {

using base::ChargeId;
using base::ChartId;
using base::ConcertId;
using base::Duration;
using base::Money;
using base::PaymentId;
using base::Place;
using base::ReservationId;
using base::RoomId;
using base::SeatNumber;
using base::Sha256Digest;
using base::ShowId;
using base::Time;
using base::Turn;
using base::UserId;
using base::Uuid;

// --- The waiting room ---

enum class RoomState : std::uint8_t { kScheduled = 1, kOpen = 2, kPaused = 3, kClosed = 4 };
// In order of arrival; in an order that is drawn among all who came before the room opened; or
// everybody at once, without a line.
enum class RoomMode : std::uint8_t { kFifo = 1, kDraw = 2, kOpen = 3 };

// The room behind which every concert stands unless its catalogue says otherwise; always there.
inline constexpr RoomId kMainRoom{1};

struct RoomPolicy {
  std::int64_t capacity = 100;                      // most tokens ACTIVE at once
  std::int64_t waiting_max = 1'000'000;             // most tokens WAITING at once
  Duration active_time = std::chrono::minutes(10);  // how long a turn lasts
  Duration hold_time = std::chrono::minutes(5);     // how long a hold lasts
  RoomMode mode = RoomMode::kFifo;
  std::int64_t entry_per_minute = 0;  // most admissions a minute; 0: no limit
  std::int64_t entry_burst = 1;       // how many of them may come at one moment
  // How soon somebody admitted must make a call once others wait; 0: any time.
  Duration claim_time{};
  bool operator==(const RoomPolicy&) const = default;
};

// Events counted in the current minute and in the one before: see domain/rate.h.
struct RateWindow {
  Time start;
  std::int64_t current = 0;
  std::int64_t previous = 0;
};

// Where admission stood, by turn, when the present window of five minutes began, and when the one
// before did: see domain/pause.h. The epoch: nobody was admitted yet, or only by an older program.
struct TurnWindow {
  Time start;
  Turn current;
  Turn previous;
};

// The draw of a room: see domain/draw.h. The lobby's entry n has the place `before` + n.
struct Draw {
  Sha256Digest seed;         // secret until drawn; these two: nil in a room without a draw
  Sha256Digest commitment;   // the seed's digest
  Sha256Digest list_hash;    // over all entries so far
  Place before;              // the last place given before the lobby opened
  Time drawn_at;             // the epoch until then
  std::int64_t entries = 0;  // how many took part; 0 until drawn
};

struct Room {
  RoomId id;
  std::string slug;
  RoomPolicy policy;
  RoomState state = RoomState::kOpen;
  Time opens_at;             // when SCHEDULED
  Place last_place;          // the last place given; 0 before the first
  Turn last_admitted;        // nobody at or before this turn is WAITING, once the lobby is drawn
  std::int64_t active = 0;   // tokens ACTIVE and not yet swept
  std::int64_t waiting = 0;  // tokens WAITING
  RateWindow rate;           // admissions of people who had to wait
  Time entry_due;            // when the entry rate, without its burst, lets the next one in
  bool sold_out = false;     // no seat behind it was free when that was last looked at
  Draw draw;
  std::uint64_t spec_digest = 0;  // of what a catalogue last said about it; 0: nothing known
  // Most tokens that may be ACTIVE: the capacity, or as many as were when it was lowered, until they
  // leave. 0: no bound, in mode `open` or in a row older than this column. No rule reads it.
  std::int64_t active_max = 0;
  bool in_catalog = false;  // whether a catalogue gave the policy, not only the settings
  TurnWindow turn_window;
};

// What has happened in a room since it came to be, in numbers. Written by rules, read by operators.
struct RoomFunnel {
  RoomId room;
  std::int64_t joined = 0;
  std::int64_t admitted = 0;
  std::int64_t left_waiting = 0;  // left before their turn, after this long altogether
  Duration left_waiting_time{};
  std::int64_t left_active = 0;  // left during it
  std::int64_t no_shows = 0;     // admitted, and made no call in time
  std::int64_t timed_out = 0;    // turns over without payment
  std::int64_t holds = 0;        // reservations made, and of them paid
  std::int64_t payments = 0;
  std::int64_t seats_sold = 0;
  RateWindow sales;            // seats sold
  std::int64_t estimates = 0;  // admissions of people who had been told a wait, and
  Duration estimate_error{};   // by how much it was wrong, either way, altogether
};

enum class TokenStatus : std::uint8_t { kWaiting = 1, kActive = 2, kExpired = 3 };
enum class ExpiryReason : std::uint8_t {
  kNone = 0,
  kTimeUp = 1,
  kLeft = 2,
  kPaid = 3,
  kNoShow = 4
};

struct TokenKey {
  RoomId room;
  Place place;
  auto operator<=>(const TokenKey&) const = default;
};

struct QueueToken {
  TokenKey key;
  UserId user;
  TokenStatus status = TokenStatus::kWaiting;
  ExpiryReason expiry_reason = ExpiryReason::kNone;
  bool claimed = true;  // false from admission to the first call, if that has a limit
  std::int32_t estimated_wait_s = -1;  // what was told when it was issued; -1: nothing
  Time issued_at;
  Time activated_at;  // these three: the epoch while WAITING
  Time choose_until;  // new holds before this only: admission plus the room's active time
  Time active_until;  // choose_until, or the end of the holder's last live hold if that is later;
                      // while unclaimed the end of the claim time (CountClaim in turn.h)
};

// --- Seats and reservations ---

enum class SeatStatus : std::uint8_t { kAvailable = 1, kHeld = 2, kSold = 3 };

struct SeatKey {
  ShowId show;
  SeatNumber number;
  auto operator<=>(const SeatKey&) const = default;
};

struct Seat {
  SeatKey key;
  SeatStatus status = SeatStatus::kAvailable;
  ReservationId reservation;  // nil while AVAILABLE
  Time held_until;            // the epoch unless HELD
};

enum class ReservationStatus : std::uint8_t {
  kHeld = 1,
  kConfirmed = 2,
  kExpired = 3,
  kCancelled = 4
};

// Held or paid: its seats belong to it.
constexpr bool IsOpen(ReservationStatus status) {
  return status == ReservationStatus::kHeld || status == ReservationStatus::kConfirmed;
}

struct ReservedSeat {
  SeatNumber number;
  Money price;
  bool operator==(const ReservedSeat&) const = default;
};

struct Reservation {
  ReservationId id;
  TokenKey token;  // the turn in which it was made
  UserId user;
  ShowId show;
  std::vector<ReservedSeat> seats;  // in order of number
  Money amount;                     // the sum of the seats' prices
  ReservationStatus status = ReservationStatus::kHeld;
  Time created_at;
  Time held_until;
  PaymentId payment;  // these two: nil and the epoch unless CONFIRMED
  Time paid_at;
};

// --- Money ---

struct Wallet {
  UserId user;
  Money balance;
  std::int64_t entries = 0;  // ledger entries that name it
};

enum class LedgerKind : std::uint8_t { kCharge = 1, kPayment = 2 };

// Moves `amount` from account `debit` to account `credit`: `external`, `wallet:<user>`,
// `sales:<concert slug>`.
struct LedgerEntry {
  UserId user;              // whose wallet it touches
  std::int64_t number = 0;  // 1, 2, 3, ... within that wallet
  Uuid id;                  // the charge's or the payment's
  LedgerKind kind = LedgerKind::kCharge;
  std::string debit;
  std::string credit;
  Money amount;
  Money balance_after;
  ReservationId reservation;  // nil unless a payment
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

// What an idempotency key stands for: a SHA-256 over the operation and the command that came with it,
// as four words (domain/fingerprint.h). The same key with another command is a mistake of the caller,
// not a retry. A record of a program before this one has a 128-bit hash in the first two words and
// zeros in the others: no command has that fingerprint, so such a key is answered as reused until
// the record ends.
struct Fingerprint {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::uint64_t third = 0;
  std::uint64_t fourth = 0;
  bool operator==(const Fingerprint&) const = default;
};

struct IdempotencyKey {
  UserId user;
  std::string key;
  auto operator<=>(const IdempotencyKey&) const = default;
};

struct IdempotencyRecord {
  IdempotencyKey key;
  Fingerprint fingerprint;
  std::string answer;  // EncodeAnswer of what was answered (domain/answer.h)
  Time expires_at;
};

}  // namespace onsale::domain
