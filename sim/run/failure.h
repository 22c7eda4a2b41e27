// What a failed world is told as: its seed, and the shortest script found that fails as well.
//
// Units:    real time. A world that has no end, or a script that takes long to shorten, is told in
//           the end, too: `./dev test` waits for fifteen minutes.
// Threads:  call from a process that has one.
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
  GroundMaker make = MakeGround;
};

class Failure {
 public:
  // `directory` is for the worlds that are played again.
  Failure(const FailureOptions& options, const std::string& directory, std::ostream& out)
      : options_(options), directory_(directory), out_(out) {}

  // Plays the world again with its steps written down, shortens them, and shows what is left.
  void Show(std::uint64_t world_seed);

 private:
  // What goes wrong, if anything does.
  std::optional<std::string> Play(const Script& script, bool quiet) const;
  Script Shortest(Script script) const;
  Script Literal(Script script) const;
  void ShowScript(const Script& script) const;

  const FailureOptions& options_;
  const std::string& directory_;
  std::ostream& out_;
};

}  // namespace onsale::sim
