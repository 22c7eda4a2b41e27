// Refusals: negative answers of the business rules.
//
// Shape:    one closed list for all commands, because most share the queue check. command.h lists
//           the refusals of each command in order of precedence. The http floor maps each code to a
//           status and a text.
#pragma once

#include <cstdint>
#include <expected>
#include <vector>

#include "domain/rows.h"

namespace onsale::domain {

enum class RefusalCode : std::uint8_t {
  // Idempotency keys.
  kIdempotencyKeyReused,  // the key was used with another request
  kTooManyKeys,           // a new key, and the user has Limits::keys_per_user
  // The queue check.
  kTokenInvalid,  // its seal is valid, but no row matches it
  kTokenWaiting,
  kTokenExpired,
  kTokenWrongRoom,
  // The waiting room.
  kRoomNotOpen,
  kRoomFull,
  kRoomUnknown,
  kTooManyTokens,  // the user has joined the room too often within kTokenWindow
  kRoomInUse,      // buyers wait in the room, so it cannot be scheduled
  kDrawUnknown,    // the room has no draw
  kDrawCommitted,  // the draw has entries, so the mode cannot change
  kDrawPending,    // the draw has not taken place yet
  // Seats.
  kShowNotOnSale,
  kTurnEnding,    // no new holds in this turn; live holds can still be paid
  kTooManyHolds,  // the turn has made Limits::holds_per_turn reservations
  kSeatUnknown,
  kTooManySeats,
  kSeatUnavailable,
  // Reservations and payment.
  kReservationUnknown,
  kReservationPaid,
  kReservationCancelled,
  kHoldExpired,
  kBalanceInsufficient,
  // Money.
  kBalanceLimit,
};

struct Refusal {
  RefusalCode code;
  std::vector<SeatNumber> seats;  // kSeatUnknown, kSeatUnavailable: the seats concerned, in order
  // kTooManySeats: the most seats of a user; kBalanceLimit: the largest balance; kTooManyKeys,
  // kTooManyTokens, kTooManyHolds: the largest number.
  std::int64_t limit = 0;
  Money balance;           // kBalanceInsufficient
  Money amount;            // kBalanceInsufficient: the price
  Time opens_at;           // kRoomNotOpen, kDrawPending: the opening; the epoch if unknown
  Duration retry_after{};  // kTooManyTokens: until another token is allowed
  bool operator==(const Refusal&) const = default;
};

template <class View>
using Result = std::expected<View, Refusal>;

inline std::unexpected<Refusal> Refuse(RefusalCode code) {
  return std::unexpected(Refusal{.code = code});
}

}  // namespace onsale::domain
