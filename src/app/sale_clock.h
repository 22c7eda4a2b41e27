// The clock of a server: what is believed at its start, and when an operator accepts it.
//
// Source:   docs/clocks.md; docs/decisions/0021-a-clock-is-not-believed-alone.md
#pragma once

#include <chrono>
#include <optional>

#include "app/clock_file.h"
#include "app/log.h"
#include "base/guarded_clock.h"
#include "base/time.h"
#include "engine/engine.h"
#include "http/options.h"
#include "store/store.h"

namespace onsale::app {

// From this on the clock is behind the sale's time for too long to serve.
inline constexpr base::Duration kBehindMax = std::chrono::seconds(5);

// Logs that the wall clock is not believed, or is believed again.
void LogClock(base::Duration ahead, Log& log);

// Continues with the clock that the last process believed, if the machine was not started since. A
// clock that was behind the last commit is not continued: only the wall clock can be right.
void ContinueClock(const ClockFile& file, base::GuardedClock& clock, base::Time last_commit);

// Whether the time of this start is plausible: a clock that is wrong at a start would end at once,
// and for good, whatever ends by then. The time of a start that is far ahead is kept, so that the
// next start is compared with it. If not, the log says why.
bool MayStartNow(base::Time now, store::Store& store, bool accepts, Log& log);

struct ClockParts {
  base::GuardedClock& clock;
  store::Store& store;
  engine::Engine& engine;
  ClockKeeper& keeper;
};

// Believes the wall clock as it is; the sale's time continues from where it stands. Waits for the
// store; nothing if the store did not answer, in which case its next batch accepts the clock.
std::optional<http::AcceptedClock> AcceptClockNow(const ClockParts& parts);

}  // namespace onsale::app
