// The commands by which an operator changes seats, reservations and notices; command.h has the
// others.
//
// Shape:    each puts an OperatorAction if it changes something. A call that finds everything as it
//           asks for changes nothing and succeeds, so that it can be repeated.
// Source:   docs/by-hand.md
#pragma once

#include <string>
#include <vector>

#include "domain/access_key.h"
#include "domain/called_by.h"
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

}  // namespace onsale::domain
