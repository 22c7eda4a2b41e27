// One step of a world: the time, the commands that arrive, and the fate of their commit.
#pragma once

#include <vector>

#include "domain/command.h"

namespace onsale::sim {

// What happens to the batch of a step, and to earlier batches that wait to share its frame.
enum class Fate : std::uint8_t {
  kTogether,   // the batch waits: the next one shares its frame
  kDurable,    // committed, and the outcomes are delivered
  kStop,       // as kDurable, then a clean stop and a start
  kCutBefore,  // a power cut before the frame is written
  // A power cut during the write: durable completely or not at all; no outcome is delivered.
  kCutDuring,
  // A power cut after the sync, before the outcomes are delivered.
  kCutAfter,
  // The process ends during the write. Nothing that it wrote is lost until a power cut.
  kKill,
};

constexpr bool IsCrash(Fate fate) {
  return fate != Fate::kTogether && fate != Fate::kDurable && fate != Fate::kStop;
}

struct Step {
  base::Time clock;  // the wall clock, which may be earlier than in the step before
  Fate fate = Fate::kDurable;
  std::uint64_t cut_seed = 0;  // where a power cut strikes, and which unsynced bytes survive
  std::vector<domain::Command> commands;
};

}  // namespace onsale::sim
