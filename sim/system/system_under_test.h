// The system under test of a world: decides commands and makes them durable.
//
// Shape:    takes a step; returns its batches, whether each is durable, and whether their outcomes
//           were delivered. A power cut loses a batch completely or not at all; the system under
//           test finds out which by recovering, as a start does.
// Errors:   a sentence about the promise that the product broke.
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
  base::Time now;  // the time of its decision
  std::vector<domain::Command> commands;
  std::vector<domain::Outcome> outcomes;
  std::string rows;       // the changed rows, encoded as in journal frames
  bool durable = false;   // false: the batch is lost
  bool own = false;       // a batch of the system under test itself
  bool due_only = false;  // more was due than one batch may hold: it decided no command
};

struct StepResult {
  std::vector<Batch> batches;  // in order
  bool answered = false;       // the outcomes were delivered
  bool restarted = false;
};

class SystemUnderTest {
 public:
  virtual ~SystemUnderTest() = default;
  virtual std::expected<StepResult, std::string> Play(Step step) = 0;
  // Calls `look` with all rows while the store is idle.
  using Look = std::function<void(const store::MemoryRows&)>;
  virtual std::expected<void, std::string> Rest(const Look& look) = 0;
};

// `directory` belongs to the system under test, which creates it if it needs one.
std::unique_ptr<SystemUnderTest> MakeSystemUnderTest(const WorldPlan& plan,
                                                     const std::string& directory);

}  // namespace onsale::sim
