// The commands by which an operator looks up buyers and seats; command.h has the others.
#pragma once

#include <string>

#include "domain/called_by.h"
#include "domain/refusal.h"
#include "domain/rows.h"
#include "domain/views.h"

namespace onsale::domain {

// The most entries of each kind in an answer to the commands below.
inline constexpr std::int64_t kBuyerEntriesMax = 101;
inline constexpr std::int64_t kSeatHoldersMax = 1'001;

// Reads what a user has and had: of the queue tokens and of the reservations those older than a
// cursor, newest first, at most `limit` of each. Never refused: an unknown user has nothing.
// Requires: 1 <= limit <= kBuyerEntriesMax.
struct ReadBuyer {
  using Answer = Result<BuyerView>;
  static constexpr const char* kName = "buyer";
  static constexpr bool kReads = true;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kOperator;
  UserId user;
  TokenCursor tokens_before = kNewestToken;
  ReservationCursor reservations_before = kNewestReservation;
  std::int64_t limit = 0;
};

// Reads who has which seats of a show: of the seats with a number above `after`, and of one section
// unless `section` is empty, the first `limit` in order of number. Never refused: an unknown show
// has no seats. Requires: 1 <= limit <= kSeatHoldersMax.
struct ReadHolders {
  using Answer = Result<std::vector<SeatHolderView>>;
  static constexpr const char* kName = "holders";
  static constexpr bool kReads = true;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kOperator;
  ShowId show;
  std::string section = {};
  SeatNumber after = {};
  std::int64_t limit = 0;
};

}  // namespace onsale::domain
