// Questions for reservations that left memory: they ended without payment, and the token of their
// turn is archived. They never change, so an answer is right for every commit since they left.
//
// Shape:    rows are as an answer shows them (domain::ViewOf). A buyer is named by the user, or by
//           a queue token of the user.
// Source:   docs/decisions/0032-what-is-over-leaves-memory.md, part 2.
#pragma once

#include "store/question.h"

namespace onsale::store {

// Whose reservations are asked for: those of `user` or, if that is nobody, of the token's user. A
// token without a row has no user, and so no reservations.
struct ReservationOwner {
  base::UserId user = {};
  domain::QueueTokenKey token = {};
};

// Asks for a page of the owner's: those older than `before`, newest first, at most `limit`.
struct EndedReservationsQuestion {
  using Answer = std::vector<domain::Reservation>;
  static constexpr bool kIsLong = false;
  static constexpr const char* kReads = "reservations that ended";

  ReservationOwner owner;
  domain::ReservationCursor before = domain::kNewestReservation;
  std::size_t limit = 50;

  std::expected<Answer, StoreError> Read(TableReader& tables) const;
};

// Asks for the one with this id, if there is one, and of `owner` if that is given.
struct EndedReservationQuestion {
  using Answer = std::optional<domain::Reservation>;
  static constexpr bool kIsLong = false;
  static constexpr const char* kReads = "a reservation that ended";

  base::ReservationId id;
  std::optional<ReservationOwner> owner = {};

  std::expected<Answer, StoreError> Read(TableReader& tables) const;
};

// Asks for those with this booking number, in order of id. Long: a number is computed from the id
// and stored nowhere, so all of their ids are read.
struct EndedBookingQuestion {
  using Answer = std::vector<domain::Reservation>;
  static constexpr bool kIsLong = true;
  static constexpr const char* kReads = "booking numbers of reservations that ended";

  base::BookingNumber number;

  std::expected<Answer, StoreError> Read(TableReader& tables) const;
};

}  // namespace onsale::store
