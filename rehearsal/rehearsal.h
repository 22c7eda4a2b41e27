// A rehearsal of a whole sale: scout, crowd, audit.
//
// Threads:  the caller's, until it is over; `stop` may be set by a signal handler.
// Errors:   a sentence if it could not begin: the server is not reached, a show is not on sale. What
//           goes wrong afterwards is in the record.
#pragma once

#include <atomic>
#include <expected>
#include <functional>
#include <string>

#include "base/time.h"
#include "rehearsal/record.h"

namespace onsale::rehearsal {

struct Watch {
  const std::atomic<bool>& stop;
  const base::Clock& clock;
  std::function<void(const Tally&)> each_second;
  std::function<void()> before_audit;
  // The record lives until this returns.
  std::function<void(const Record&)> tell;
};

std::expected<void, std::string> Rehearse(const Plan& plan, const Watch& watch);

}  // namespace onsale::rehearsal
