// The checks before a buyer takes seats of a show: all of a hold, the new ones of an exchange.
//
// Requires: every hold that is due was swept, for what concerns seats that the call does not name.
// Source:   docs/rules.md, rule 1; docs/best-seats.md.
#pragma once

#include <optional>
#include <vector>

#include "domain/best_request.h"
#include "domain/refusal.h"
#include "domain/row_set.h"
#include "domain/single_seats.h"

namespace onsale::domain {

// Whose seats count for the caps: those of the user and, if the person is not nil, of all accounts
// of the person.
struct Buyer {
  const UserId& user;
  PersonKey person;
  const Rights& rights;  // of the turn
};

// How many seats of a show a buyer is about to take.
struct Taking {
  Buyer buyer;
  const Show& show;
  std::int64_t count = 0;
  std::int64_t replaced = 0;  // seats of the buyer that the call releases
};

// Checks that the turn may take seats of the show. Refuses: kShowNotOnSale, kPresaleGroupRequired,
// kTurnEnding.
std::optional<Refusal> CheckSale(const Show& show, const QueueToken& token, Time now);

// Checks the seats that a buyer has named. Refuses: kSeatUnknown, kTooManySeats, kAccessRequired,
// kSeatUnavailable, kLeavesSingleSeat.
std::optional<Refusal> CheckSeats(const SeatChange& change, const Taking& taking, RowSet& rows,
                                  Time now);

// Chooses seats for a buyer. Refuses: kTooManySeats, kAccessRequired, kBestUnavailable.
Result<std::vector<SeatNumber>> ChooseSeats(const BestSeats& wanted, const Taking& taking,
                                            RowSet& rows, Time now);

}  // namespace onsale::domain
