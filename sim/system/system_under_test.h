// The system under test of a world: decides commands and makes them durable.
//
// Shape:    Play takes a step and returns its batches, whether each is durable, and whether their
//           outcomes were delivered. A power cut loses a batch completely or not at all; the system
//           under test recovers, as a start does, to find out which.
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
  base::Time now;  // when the batch was decided
  std::vector<domain::Command> commands;
  std::vector<domain::Outcome> outcomes;
  std::string rows;       // the changed rows, encoded as in journal frames
  bool durable = false;   // false: a power cut lost the batch
  bool own = false;       // added by the system under test, not in the step
  bool due_only = false;  // the batch only did due work and decided no command
};

struct StepResult {
  std::vector<Batch> batches;  // in order of decision
  bool answered = false;       // whether the outcomes were delivered
  bool restarted = false;
};

class SystemUnderTest {
 public:
  virtual ~SystemUnderTest() = default;
  virtual std::expected<StepResult, std::string> Play(Step step) = 0;
  using Look = std::function<void(const store::MemoryRows&)>;
  // Calls `look` with all rows in memory while the store is idle.
  virtual std::expected<void, std::string> Rest(const Look& look) = 0;
};

// Creates the system under test that the plan names. `directory` is for its files; it creates the
// directory if it needs one.
std::unique_ptr<SystemUnderTest> MakeSystemUnderTest(const WorldPlan& plan,
                                                     const std::string& directory);

}  // namespace onsale::sim
