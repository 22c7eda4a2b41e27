// Runs many worlds on several cores, in one process per job.
//
// Shape:    world i belongs to job i % jobs. The worlds, and therefore the state hash, follow from
//           the seed and the number of commands; a run's hash is the sum of its worlds' hashes.
//           Each job holds one world in memory.
// Threads:  call from a process with one thread.
#pragma once

#include <iosfwd>
#include <optional>

#include "sim/run/life.h"

namespace onsale::sim {

struct RunOptions {
  std::uint64_t seed = 1;
  std::int64_t commands = 1'000'000;
  std::int64_t jobs = 1;
  std::int64_t from_world = 0;     // the first world to play; skips earlier ones, to split a run
  std::optional<SystemKind> only;  // skips worlds of the other kind
  unsigned world_seconds_max = 120;
};

struct RunResult {
  Tally tally;
  std::int64_t worlds = 0;
  std::uint64_t hash = 0;
  std::optional<std::uint64_t> failed_world;  // the seed of the first world that failed
  std::string how;                            // how the job's process ended, if it crashed
};

// Plays the worlds of a run until one fails; writes a line to `progress` every ten seconds.
RunResult RunWorlds(const RunOptions& options, const std::string& directory,
                    std::ostream& progress);

}  // namespace onsale::sim
