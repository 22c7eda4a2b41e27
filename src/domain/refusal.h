// Refusals: negative answers of the business rules.
//
// Shape:    one closed list for all commands, because most share the queue check. command.h lists
//           the refusals of each command in order of precedence. The http floor maps each code to a
//           status and a text.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "domain/best_request.h"
#include "domain/rows.h"

namespace onsale::domain {

enum class RefusalCode : std::uint8_t {
  // Refusals of an idempotency key.
  kIdempotencyKeyReused,  // the key was used with another request
  kTooManyKeys,           // the key is new, and the user already has Limits::keys_per_user
  // Refusals of the queue check.
  kTokenInvalid,  // the token's seal is valid, but no row matches the token
  kTokenWaiting,
  kTokenExpired,
  kTokenWrongRoom,
  kOtherUser,  // the call names another user than the token's
  // Refusals about the waiting room.
  kRoomNotOpen,
  kRoomFull,
  kRoomUnknown,
  kTooManyTokens,         // the user has joined the room too often within kTokenWindow
  kRoomInUse,             // buyers wait in the room, so it cannot be scheduled
  kDrawUnknown,           // the room has no draw
  kDrawCommitted,         // the room has a lobby, so its mode must stay DRAW until the draw
  kDrawPending,           // the draw has not taken place yet
  kPresaleGroupRequired,  // until a moment the room, or the show, is only for buyers of a group
  kChallengeRequired,     // the line is as long as the command's ChallengeNeed says
  // Refusals about seats.
  kShowNotOnSale,
  kTurnEnding,    // no new holds in this turn; live holds can still be paid
  kTooManyHolds,  // the turn has made Limits::holds_per_turn reservations
  kSeatUnknown,
  kTooManySeats,
  kAccessRequired,  // the seats are for buyers who need accessible places
  kSeatUnavailable,
  kBestUnavailable,   // the show has no such seats
  kLeavesSingleSeat,  // the seats would leave a single free one, which the show does not allow
  // Refusals about reservations and their payment.
  kReservationUnknown,
  kReservationPaid,
  kReservationCancelled,
  kHoldExpired,
  kAmountDiffers,  // the amount to pay is not the one that the payment expects
  kBalanceInsufficient,
  // Refusals about money.
  kBalanceLimit,
  // Refusals about access keys.
  kScopeExceeded,      // the actor's key may not do what the call does or gives
  kAccessKeyUnknown,   // no key has this id
  kAccessKeyExists,    // a key has the id of the new one: ask again with another
  kAccessKeyEnded,     // the key was revoked, or its end has come
  kRotationConflict,   // the key's valid secrets are not those that the call reckons with
  kLastOwnerKey,       // no other key may make keys without an end
  kOwnerKeyExists,     // the sale has a key that may make keys
  kTooManyAccessKeys,  // Limits::access_keys that are neither revoked nor ended
  // Refusals to undo.
  kUndoConflict,  // something is not as the change left it
};
inline constexpr std::size_t kRefusalCodes =
    static_cast<std::size_t>(RefusalCode::kUndoConflict) + 1;

// What a cap on a buyer's seats counts.
enum class CapScope : std::uint8_t { kShow = 1, kConcert = 2 };

struct Refusal {
  RefusalCode code;
  // For kSeatUnknown, kSeatUnavailable, kUndoConflict: those seats; for kLeavesSingleSeat: the
  // seats that would be left single. In order.
  std::vector<SeatNumber> seats;
  // The limit that was reached: the most seats of a user for kTooManySeats, the largest balance for
  // kBalanceLimit, the largest number for kTooManyKeys, kTooManyTokens, kTooManyHolds and
  // kTooManyAccessKeys.
  std::int64_t limit = 0;
  Money balance;  // for kBalanceInsufficient
  Money amount;   // for kBalanceInsufficient, kAmountDiffers and kReservationPaid: the price
  // For kReservationPaid: the payment. `reservation` is also set for other refusals to pay one of
  // several reservations.
  PaymentId payment;
  ReservationId reservation;
  Time paid_at;
  // For kRoomNotOpen and kDrawPending: the opening of the room; for kShowNotOnSale: of the sale.
  // The epoch if it is unknown or past. For kPresaleGroupRequired: the end of the presale. For
  // kUndoConflict: the opening that the undo would set again, if it has passed.
  Time opens_at;
  // For kTooManyTokens: the time until another token is allowed; for kPresaleGroupRequired: until
  // the end of the presale.
  Duration retry_after{};
  ExpiryReason expiry_reason = ExpiryReason::kNone;  // for kTokenExpired
  // For kTokenWaiting: the position, 0 in the lobby of a draw, and the pause before the next poll
  // (pause.h).
  std::int64_t position = 0;
  std::chrono::seconds poll_after{};
  std::string room = {};  // for kTokenWrongRoom: the slug of the room whose token is needed
  std::optional<RoomState> room_state = {};  // for kRoomNotOpen; nothing of an unknown room
  std::vector<SeatNumber> mine = {};  // for kSeatUnavailable: those that the caller holds or bought
  // For kTooManySeats: what `limit` is for, and how many of these seats the buyer has without those
  // of the call. With a person, the seats of all its accounts count.
  CapScope scope = CapScope::kShow;
  std::int64_t have = 0;
  std::string group = {};  // for kPresaleGroupRequired
  // For kBestUnavailable: the most seats side by side that the wanted part of the show has, at most
  // kSeatsPerHoldMax; of accessible places 2 for a pair, 1 for a place without a companion.
  std::int64_t largest_together = 0;
  std::optional<BestSeats> best = {};  // for kBestUnavailable: what was asked for
  // For kSeatUnavailable and kLeavesSingleSeat: the nearest seats to take instead, as many, in
  // order; empty if there are none.
  std::vector<SeatNumber> nearest = {};
  EndReason end_reason = EndReason::kNone;  // for kReservationCancelled; kNone in an older row
  // For kUndoConflict: the members of the room that differ; of seats nothing, `seats` has them.
  std::vector<std::string> differs = {};
  std::optional<Time> former_until = {};  // for kRotationConflict: AccessKeyRow, if still to come
  bool operator==(const Refusal&) const = default;
};

template <class View>
using Result = std::expected<View, Refusal>;

inline std::unexpected<Refusal> Refuse(RefusalCode code) {
  return std::unexpected(Refusal{.code = code});
}

}  // namespace onsale::domain
