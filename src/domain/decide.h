// The sale: a pure function applied to batches.
//
// Decides commands one after the other over rows. A later command sees what an earlier one changed.
// The same rows, commands and time always give the same outcomes and the same changed rows.
//
// Threads:  the caller's; nothing is kept between calls.
// Requires: `now` is never smaller than in the previous batch over the same rows. PassTime has run
//           before ListShows and ReadSeats, which count seats by the stored status alone.
// Errors:   a refusal is an outcome. A refused command may claim the caller's turn or end a turn
//           that is due; it changes nothing else.
// Source:   docs/rules.md, rules 1 to 10.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "domain/command.h"
#include "domain/row_set.h"

namespace onsale::domain {

Outcome Decide(const Command& command, RowSet& rows, Time now);

// Ends due holds, then due turns, deletes due idempotency records, then opens due rooms and admits
// waiting buyers; within each kind, the longest due first. Handles at most Limits::due_per_batch of
// these; returns false if more are due.
bool PassTime(RowSet& rows, Time now);

// Runs PassTime, the commands, and PassTime again: commands see nothing overdue, and a slot that a
// command frees goes to the next waiting buyer in the same commit. Returns an outcome for each
// command, in order.
//
// Returns nothing if more rows were due than one batch may handle: no command was decided. The
// caller commits the changed rows as a batch of its own and calls DecideBatch again.
std::optional<std::vector<Outcome>> DecideBatch(std::span<const Command> commands, RowSet& rows,
                                                Time now);

}  // namespace onsale::domain
