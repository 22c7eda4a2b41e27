#include "sim/run/life.h"

#include <ostream>

#include "sim/crowd/crowd.h"
#include "sim/run/owners.h"

namespace onsale::sim {
namespace {

Life End(World& world, std::optional<std::string> wrong) {
  if (!wrong) {
    if (auto swept = world.Sweep(); !swept) wrong = swept.error();
  }
  return {.tally = world.tally(), .hash = world.hash(), .wrong = std::move(wrong)};
}

}  // namespace

Life Live(const WorldPlan& plan, const std::string& directory, std::ostream* log,
          SystemMaker make) {
  World world(plan, make(plan, directory));
  Crowd crowd(plan);
  Owners owners;
  if (log != nullptr) *log << "world " << plan.seed << '\n';
  for (bool last = false; !last;) {
    last = world.tally().commands >= plan.commands;
    Step step = last ? crowd.Last() : crowd.Next();
    if (log != nullptr) WriteStep(step, *log), log->flush();
    const auto result = world.Play(std::move(step));
    if (!result) return End(world, result.error());
    if (log != nullptr) {
      for (const TokenOwner& owner : owners.Note(*result)) WriteOwner(owner, *log);
    }
    for (const Batch& batch : result->batches) {
      if (batch.own || batch.due_only) continue;
      crowd.Learn({batch.commands, batch.outcomes, result->answered && batch.durable});
    }
  }
  return End(world, std::nullopt);
}

Life PlayScript(const Script& script, const std::string& directory, std::ostream* log,
                SystemMaker make) {
  const WorldPlan plan = PlanWorld(script.world_seed);
  World world(plan, make(plan, directory));
  Owners owners;
  base::Time clock = kWorldStart;
  if (log != nullptr) *log << "world " << plan.seed << '\n';
  // An empty step follows the last one, so that no batch is left waiting to share a frame.
  for (std::size_t i = 0; i <= script.steps.size(); ++i) {
    Step step = i < script.steps.size() ? script.steps[i] : Step{.clock = clock};
    clock = step.clock;
    owners.Resolve(script, step);
    if (log != nullptr && i < script.steps.size()) WriteStep(step, *log), log->flush();
    const auto result = world.Play(std::move(step));
    if (!result) return End(world, result.error());
    owners.Note(*result);
  }
  return End(world, std::nullopt);
}

}  // namespace onsale::sim
