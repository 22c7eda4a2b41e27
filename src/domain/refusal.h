// The answers of the business that are not yes.
//
// Shape:    one closed list for all commands, since most share the queue check; each command's
//           header says which it gives and in which order they take precedence.
//           The http floor maps every code to a status and a sentence.
#pragma once

#include <cstdint>
#include <expected>
#include <vector>

#include "domain/rows.h"

namespace onsale::domain {

enum class RefusalCode : std::uint8_t {
  // A retry's key came with another request; a new key, and the user has as many as are kept.
  kIdempotencyKeyReused,
  kTooManyKeys,
  // The queue check.
  kTokenInvalid,  // genuine by its seal, but no row is its own
  kTokenWaiting,
  kTokenExpired,
  kTokenWrongRoom,
  // The waiting room.
  kRoomNotOpen,
  kRoomFull,
  kRoomUnknown,
  kTooManyTokens,  // the user has joined it too often within kTokenWindow
  kRoomInUse,      // people wait before it: it cannot be scheduled
  kDrawUnknown,    // the room has none
  kDrawCommitted,  // people have entered it: the mode stays
  kDrawPending,    // it is not drawn yet
  // Seats.
  kShowNotOnSale,
  kTurnEnding,    // the time to choose is over; what is held can still be paid
  kTooManyHolds,  // as many reservations as a turn may make
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
  std::vector<SeatNumber> seats;  // kSeatUnknown, kSeatUnavailable: those in the way, in order
  // kTooManySeats: seats per user; kBalanceLimit: the most a balance may be; kTooManyKeys,
  // kTooManyTokens, kTooManyHolds: how many there may be.
  std::int64_t limit = 0;
  Money balance;  // kBalanceInsufficient
  Money amount;   // kBalanceInsufficient: what was to be paid
  Time opens_at;  // kRoomNotOpen, kDrawPending: when it will open; the epoch if that is not known
  Duration retry_after{};  // kTooManyTokens: until one more is allowed
  bool operator==(const Refusal&) const = default;
};

template <class View>
using Result = std::expected<View, Refusal>;

inline std::unexpected<Refusal> Refuse(RefusalCode code) {
  return std::unexpected(Refusal{.code = code});
}

}  // namespace onsale::domain
