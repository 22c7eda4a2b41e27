// Many worlds on several cores: a process for each job, each with its share of the worlds.
//
// Shape:    world i belongs to job i % jobs. Which worlds there are, and so the state hash, follows
//           from the seed and the number of commands alone; the hashes of a run's parts add up to
//           its own. Memory is that of one world a job.
// Threads:  call from a process that has one.
#pragma once

#include <iosfwd>
#include <optional>

#include "sim/run/life.h"

namespace onsale::sim {

struct RunOptions {
  std::uint64_t seed = 1;
  std::int64_t commands = 1'000'000;
  std::int64_t jobs = 1;
  std::int64_t from_world = 0;     // those before it are left out: a long run can be taken in parts
  std::optional<GroundKind> only;  // worlds on other grounds are left out
  unsigned world_seconds_max = 120;
};

struct RunResult {
  Tally tally;
  std::int64_t worlds = 0;
  std::uint64_t hash = 0;
  std::optional<std::uint64_t> failed_world;  // its seed; the first that failed
  std::string how;                            // if its process ended
};

// Writes a line to `progress` every few seconds.
RunResult RunWorlds(const RunOptions& options, const std::string& directory,
                    std::ostream& progress);

}  // namespace onsale::sim
