// Prepares the rehearsal: finds each show's concert, reads its chart and the seats already sold.
//
// Shape:    sends requests as any client does, with a queue token of its own user, and leaves the
//           queue afterwards.
// Errors:   a sentence on what to do, if a show cannot be rehearsed or the server not reached.
#pragma once

#include <expected>
#include <string>

#include "rehearsal/plan.h"
#include "rehearsal/venue/venue.h"
#include "rehearsal/wire/errands.h"

namespace onsale::rehearsal {

std::expected<Venue, std::string> Scout(const Plan& plan, Errands& errands, Errands& operators);

// A user who needs an ACTIVE token of the concert's room, and for how long to wait (`patience`).
struct TokenWish {
  std::string user;
  std::string concert;
  std::chrono::seconds patience{30};
};
struct NoTurn {
  std::string why;
  bool sold_out = false;  // the room admits nobody, because it is sold out
};
// Signs the user as the plan signs its buyers.
std::expected<std::string, NoTurn> TakeActiveToken(const TokenWish& wish, const Plan& plan,
                                                   Errands& errands);
void LeaveQueue(const std::string& token, Errands& errands);

}  // namespace onsale::rehearsal
