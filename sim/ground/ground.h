// Where a world's commands are decided and made durable: the port to the real thing.
//
// Shape:    a step goes in; what comes back says of each batch whether it is durable and whether
//           anybody was told. A cut loses a batch wholly or not at all; which of them, the ground
//           finds out as a start does.
// Errors:   a sentence about what went wrong: the product broke a promise.
// Threads:  one.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <string>

#include "sim/plan.h"
#include "sim/step.h"
#include "store/memory/memory_rows.h"

namespace onsale::sim {

struct Batch {
  base::Time now;  // at which it was decided
  std::vector<domain::Command> commands;
  std::vector<domain::Outcome> outcomes;
  std::string rows;       // what it changed, as journal frames hold it
  bool durable = false;   // else it never happened
  bool own = false;       // asked by the ground itself, for nobody
  bool due_only = false;  // more was due than one batch may hold: no command was decided
};

struct Settled {
  std::vector<Batch> batches;  // in order
  bool answered = false;       // who asked was told
  bool restarted = false;
};

class Ground {
 public:
  virtual ~Ground() = default;
  virtual std::expected<Settled, std::string> Play(Step step) = 0;
  // Calls `look` with all rows while nothing happens.
  using Look = std::function<void(const store::MemoryRows&)>;
  virtual std::expected<void, std::string> Rest(const Look& look) = 0;
};

// `directory` is for the ground alone, and is made if it is needed.
std::unique_ptr<Ground> MakeGround(const WorldPlan& plan, const std::string& directory);

}  // namespace onsale::sim
