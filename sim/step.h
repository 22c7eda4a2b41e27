// One step of a world: the time, the commands that arrive, and the fate of their commit.
#pragma once

#include <vector>

#include "domain/command.h"

namespace onsale::sim {

// The fate of the batch and of earlier ones that wait to share its frame.
enum class Fate : std::uint8_t {
  kTogether,   // waits: the next batch shares its frame
  kDurable,    // committed, outcomes delivered
  kStop,       // committed, outcomes delivered, then a clean stop and a start
  kCutBefore,  // power cut before the write
  kCutDuring,  // power cut during the write: durable completely or not at all, no outcome delivered
  kCutAfter,   // power cut after the sync, before outcomes are delivered
};

constexpr bool IsCut(Fate fate) {
  return fate == Fate::kCutBefore || fate == Fate::kCutDuring || fate == Fate::kCutAfter;
}

struct Step {
  base::Time clock;  // the wall clock: may be earlier than in the last step
  Fate fate = Fate::kDurable;
  std::uint64_t cut_seed = 0;  // the seed of a cut: where it strikes and what survives
  std::vector<domain::Command> commands;
};

}  // namespace onsale::sim
