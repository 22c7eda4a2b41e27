// Reports a failed world: its seed, and the shortest failing script found.
//
// Units:    real time. Reports a world that hangs, and stops shortening after shrinking_max: `./dev
//           test` waits for fifteen minutes.
// Threads:  call from a process with one thread.
#pragma once

#include <chrono>
#include <iosfwd>
#include <optional>

#include "sim/run/life.h"

namespace onsale::sim {

struct FailureOptions {
  std::string file;  // where the script goes
  unsigned world_seconds_max = 120;
  unsigned script_seconds_max = 20;
  int trials_max = 3'000;
  std::chrono::seconds shrinking_max{180};
  SystemMaker make = MakeSystemUnderTest;
};

class Failure {
 public:
  // Replayed worlds keep their files and logs in `directory`.
  Failure(const FailureOptions& options, const std::string& directory, std::ostream& out)
      : options_(options), directory_(directory), out_(out) {}

  // Replays the world with a log of its steps, shortens the script, and prints it.
  void Show(std::uint64_t world_seed);

 private:
  // The failure, if there is one.
  std::optional<std::string> Play(const Script& script, bool quiet) const;
  Script Shortest(Script script) const;
  Script Literal(Script script) const;
  void ShowScript(const Script& script) const;

  const FailureOptions& options_;
  const std::string& directory_;
  std::ostream& out_;
};

}  // namespace onsale::sim
