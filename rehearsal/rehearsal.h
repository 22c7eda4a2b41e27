// Runs the rehearsal of a whole sale: scout, crowd, audit.
//
// Threads:  runs in the caller's thread; a signal handler may set `stop`.
// Errors:   a sentence if it cannot begin: no connection to the server, or a show not on sale.
//           Later faults are in the record.
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
  // Receives the record, which lives until the call returns.
  std::function<void(const Record&)> tell;
};

std::expected<void, std::string> Rehearse(const Plan& plan, const Watch& watch);

}  // namespace onsale::rehearsal
