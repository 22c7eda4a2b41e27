// Sends crowds to a running server, one after the other, until nothing is left to buy: for a sale
// that people watch. There is no audit and no report.
//
// Shape:    the first crowd has the plan's seed, each later one the next seed.
// Threads:  runs in the caller's thread; any other may set `stop`.
// Errors:   a sentence if it cannot begin, or if the server is gone.
#pragma once

#include <atomic>
#include <expected>
#include <string>

#include "rehearsal/plan.h"

namespace onsale::rehearsal {

// Returns when `stop` is set, or after a crowd that found everything sold.
std::expected<void, std::string> SendCrowds(const Plan& plan, const std::atomic<bool>& stop);

}  // namespace onsale::rehearsal
