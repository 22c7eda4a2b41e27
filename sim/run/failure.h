// Reports a failed world: its seed, and the shortest failing script found.
//
// Units:    real time. A world that hangs is ended after world_seconds_max and reported, too.
//           Shortening a script stops after shrinking_max.
// Threads:  call from a process with one thread.
#pragma once

#include <chrono>
#include <iosfwd>
#include <optional>

#include "sim/run/life.h"

namespace onsale::sim {

struct FailureOptions {
  std::string file;  // where the script is written
  unsigned world_seconds_max = 120;
  unsigned script_seconds_max = 20;
  int trials_max = 3'000;
  std::chrono::seconds shrinking_max{180};
  SystemMaker make = MakeSystemUnderTest;
};

class Failure {
 public:
  // `directory` receives the files and logs of replayed worlds.
  Failure(const FailureOptions& options, const std::string& directory, std::ostream& out)
      : options_(options), directory_(directory), out_(out) {}

  // Replays a failed world with a log of its steps, shortens the script, and prints it.
  void Show(std::uint64_t world_seed);

 private:
  // Plays the script and returns its failure, if it fails.
  std::optional<std::string> Play(const Script& script, bool quiet) const;
  Script Shortest(Script script) const;
  Script Literal(Script script) const;
  void ShowScript(const Script& script) const;

  const FailureOptions& options_;
  const std::string& directory_;
  std::ostream& out_;
};

}  // namespace onsale::sim
