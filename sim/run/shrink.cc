#include "sim/run/shrink.h"

#include <algorithm>
#include <numeric>

namespace onsale::sim {
namespace {

// A half-open range of a script's steps, or of its commands counted across steps.
struct Range {
  std::size_t first;
  std::size_t end;
};

Script WithoutSteps(const Script& script, Range range) {
  Script rest{.world_seed = script.world_seed, .steps = {}, .owners = script.owners};
  for (std::size_t i = 0; i < script.steps.size(); ++i) {
    if (i < range.first || i >= range.end) rest.steps.push_back(script.steps[i]);
  }
  return rest;
}

Script WithoutCommands(const Script& script, Range range) {
  Script rest = script;
  std::size_t number = 0;
  for (Step& step : rest.steps) {
    std::erase_if(step.commands, [&](const domain::Command&) {
      const std::size_t i = number++;
      return i >= range.first && i < range.end;
    });
  }
  return rest;
}

// Tries to remove chunks of a failing script, halving the chunk size each round.
class Shrinker {
 public:
  Shrinker(Script script, const Fails& fails, int trials)
      : script_(std::move(script)), fails_(fails), trials_(trials) {}

  template <class Size, class Without>
  bool Pass(Size size, Without without) {
    bool shorter = false;
    for (std::size_t chunk = std::max<std::size_t>(size(script_) / 2, 1); chunk > 0; chunk /= 2) {
      for (std::size_t at = 0; at < size(script_) && trials_ > 0; --trials_) {
        Script rest = without(script_, Range{at, at + chunk});
        if (fails_(rest)) {
          script_ = std::move(rest);
          shorter = true;
        } else {
          at += chunk;
        }
      }
    }
    return shorter && trials_ > 0;
  }
  Script Take() { return std::move(script_); }

 private:
  Script script_;
  const Fails& fails_;
  int trials_;
};

}  // namespace

std::size_t CommandsOf(const Script& script) {
  std::size_t count = 0;
  for (const Step& step : script.steps) count += step.commands.size();
  return count;
}

Script Shrink(Script script, const Fails& fails, int trials_max) {
  Shrinker shrinker(std::move(script), fails, trials_max);
  const auto steps = [](const Script& s) { return s.steps.size(); };
  while (shrinker.Pass(steps, WithoutSteps) || shrinker.Pass(CommandsOf, WithoutCommands)) {
  }
  return shrinker.Take();
}

}  // namespace onsale::sim
