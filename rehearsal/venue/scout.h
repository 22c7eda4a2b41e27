// Goes ahead of the crowd: finds the concert of each show, reads the charts, and what is sold already.
//
// Shape:    asks as any client does, with a queue token of its own user, and leaves the queue again.
// Errors:   a sentence that says what to do, if a show cannot be rehearsed or the server not reached.
#pragma once

#include <expected>
#include <string>

#include "rehearsal/plan.h"
#include "rehearsal/venue/venue.h"
#include "rehearsal/wire/errands.h"

namespace onsale::rehearsal {

std::expected<Venue, std::string> Scout(const Plan& plan, Errands& errands);

// A token of `user` for the concert's room, once its turn has come; an error if it does not come within
// `patience`, or the room refuses.
struct TokenWish {
  std::string user;
  std::string concert;
  std::chrono::seconds patience{30};
};
struct NoTurn {
  std::string why;
  bool sold_out = false;  // the room lets nobody in, since there is nothing left
};
std::expected<std::string, NoTurn> TakeActiveToken(const TokenWish& wish, Errands& errands);
void LeaveQueue(const std::string& token, Errands& errands);

}  // namespace onsale::rehearsal
