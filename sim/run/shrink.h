// Shortens a failing script as far as it still fails: first whole steps, then single commands.
//
// Source:   Zeller, Hildebrandt: Simplifying and Isolating Failure-Inducing Input, 2002; with
//           chunks that are halved.
#pragma once

#include <functional>

#include "sim/script.h"

namespace onsale::sim {

// Whether a script fails. Called up to `trials_max` times.
using Fails = std::function<bool(const Script&)>;
Script Shrink(Script script, const Fails& fails, int trials_max);

std::size_t CommandsOf(const Script& script);

}  // namespace onsale::sim
