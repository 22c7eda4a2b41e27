// Shortens a script for as long as it still fails: first by whole steps, then by single commands.
//
// Source:   Zeller, Hildebrandt: Simplifying and Isolating Failure-Inducing Input, 2002. Shrink
//           tries to remove chunks of steps, and halves the chunk size each round.
#pragma once

#include <functional>

#include "sim/script.h"

namespace onsale::sim {

// Plays a script and returns whether it fails. Called up to `trials_max` times.
using Fails = std::function<bool(const Script&)>;
Script Shrink(Script script, const Fails& fails, int trials_max);

std::size_t CommandsOf(const Script& script);

}  // namespace onsale::sim
