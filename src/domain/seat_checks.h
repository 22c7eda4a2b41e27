// The checks before a buyer takes seats of a show: all of a hold, the new ones of an exchange.
//
// Requires: every hold that is due was swept, for what concerns seats that the call does not name.
// Source:   docs/rules.md, rule 1; docs/best-seats.md.
#pragma once

#include <optional>
#include <span>
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

// Checks seats that a buyer has named and does not have yet. Refuses: kSeatUnknown, kTooManySeats,
// kAccessRequired, kSeatUnavailable.
std::optional<Refusal> CheckSeats(const std::vector<SeatNumber>& seats, const Taking& taking,
                                  RowSet& rows, Time now);

// Checks that the seats which a buyer has named leave no single one, if the show wants it and there
// are other seats. An exchange counts as a new hold of all wanted seats, after the old hold was
// cancelled. Refuses: kLeavesSingleSeat. Requires: `wanted` free, or seats of `own`.
std::optional<Refusal> CheckSingles(const std::vector<SeatNumber>& wanted,
                                    std::span<const ReservedSeat> own, const Show& show,
                                    RowSet& rows);

// Chooses seats for a buyer. Refuses: kTooManySeats, kAccessRequired, kBestUnavailable.
Result<std::vector<SeatNumber>> ChooseSeats(const BestSeats& wanted, const Taking& taking,
                                            RowSet& rows, Time now);

}  // namespace onsale::domain
