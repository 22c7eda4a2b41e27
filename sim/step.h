// One turn of a world: what o'clock it is, which commands arrive, and what becomes of their commit.
#pragma once

#include <vector>

#include "domain/command.h"

namespace onsale::sim {

// What happens to the batch, and to those before it that wait for their frame.
enum class Fate : std::uint8_t {
  kTogether,   // waits: the next batch shares its frame
  kDurable,    // committed and answered
  kStop,       // committed, answered, then a clean stop and a start
  kCutBefore,  // the power goes before anything is written
  kCutDuring,  // while it is written: all of it or nothing is there afterwards, and nobody is told
  kCutAfter,   // after the sync, before anybody is told
};

constexpr bool IsCut(Fate fate) {
  return fate == Fate::kCutBefore || fate == Fate::kCutDuring || fate == Fate::kCutAfter;
}

struct Step {
  base::Time clock;  // of the wall: may be behind that of the step before
  Fate fate = Fate::kDurable;
  std::uint64_t luck = 0;  // of a cut: where it strikes, and what it leaves
  std::vector<domain::Command> commands;
};

}  // namespace onsale::sim
