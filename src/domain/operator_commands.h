// The commands by which an operator changes seats, reservations and notices, and undoes changes;
// command.h has the others.
//
// Shape:    each puts an OperatorAction if it changes something. A call that finds everything as it
//           asks for changes nothing and succeeds, so that it can be repeated.
// Source:   docs/by-hand.md
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/access_key.h"
#include "domain/called_by.h"
#include "domain/policy_fields.h"
#include "domain/refusal.h"
#include "domain/views.h"

namespace onsale::domain {

// The most seats of a call, so that the change fits into kActionTextMax bytes.
inline constexpr std::size_t kSeatsByHandMax = 300;

// Holds these seats of the show back from sale, all or none. Refuses: kSeatUnknown, also of an
// unknown show; kSeatUnavailable, which names those that are SOLD or in a live hold.
// Requires: seats sorted, without duplicates, not empty, at most kSeatsByHandMax.
struct HoldBackSeats {
  using Answer = Result<SeatsForSaleView>;
  static constexpr const char* kName = "hold-back";
  static constexpr bool kReads = false;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kOperator;
  Actor actor;
  ShowId show;
  std::vector<SeatNumber> seats;
};

// Puts seats that are held back on sale again, all or none. Refuses and requires: as HoldBackSeats.
struct PutSeatsOnSale {
  using Answer = Result<SeatsForSaleView>;
  static constexpr const char* kName = "put-on-sale";
  static constexpr bool kReads = false;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kOperator;
  Actor actor;
  ShowId show;
  std::vector<SeatNumber> seats;
};

// Cancels a live hold of any buyer and releases its seats. Refuses: kReservationUnknown,
// kReservationPaid, kReservationCancelled unless by the operator, kHoldExpired.
struct ReleaseReservation {
  using Answer = Result<ReservationView>;
  static constexpr const char* kName = "release";
  static constexpr bool kReads = false;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kOperator;
  Actor actor;
  ReservationId id;
};

// Replaces the notice of a room by these texts, or removes it if both are empty. The same texts
// again change nothing. Refuses: kRoomUnknown. Requires: at most kNoticeMax bytes of each text, and
// no characters that nobody sees.
struct ChangeNotice {
  using Answer = Result<ChangedRoomView>;
  static constexpr const char* kName = "notice";
  static constexpr bool kReads = false;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kOperator;
  Actor actor;
  std::string room;  // its slug
  std::string korean;
  std::string english;
};

// Values of members of a room, as the text of a change has them: absent members were the same
// before and after. Moments are whole milliseconds.
struct RoomMembers {
  RoomChange policy = {};  // only members of the policy are present
  std::optional<RoomState> state = {};
  std::optional<Time> opens_at = {};  // the epoch: the room was not SCHEDULED
  // Empty: no presale; the epoch: the same.
  std::optional<std::string> presale_group = {};
  std::optional<Time> presale_until = {};
  std::optional<std::string> notice_korean = {};  // empty: no text
  std::optional<std::string> notice_english = {};
  bool operator==(const RoomMembers&) const = default;
};

// Gives a room the values that it had before a change, if it still has those of after.
// Refuses: kRoomUnknown, kUndoConflict, kDrawCommitted, also if the room's lobby would be drawn;
// kRoomInUse. Requires: both have the same members; of `before`, an `opens_at` after the epoch
// exactly with the state SCHEDULED, if it has a state; texts and values as ChangeRoom and
// ChangeNotice have them; fresh_seed is random and secret.
struct UndoRoomChange {
  using Answer = Result<UndoneView>;
  static constexpr const char* kName = "undo-room";
  static constexpr bool kReads = false;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kOperator;
  Actor actor;
  std::string room;  // its slug
  RoomMembers before;
  RoomMembers after;
  Sha256Digest fresh_seed;
};

// Takes back that seats were held back (`held_back`) or put on sale, if all of them still are.
// Refuses: kUndoConflict, which names the other seats. Requires: as HoldBackSeats.
struct UndoSeats {
  using Answer = Result<UndoneView>;
  static constexpr const char* kName = "undo-seats";
  static constexpr bool kReads = false;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kOperator;
  Actor actor;
  ShowId show;
  std::vector<SeatNumber> seats;
  bool held_back = false;
};

}  // namespace onsale::domain
