#include "sim/run/failure.h"

#include <fstream>
#include <ostream>

#include "sim/run/shrink.h"
#include "sim/run/trial.h"

namespace onsale::sim {

using std::chrono::steady_clock;

void Failure::Show(std::uint64_t world_seed) {
  const std::string log = directory_ + "/steps";
  const auto live = [&]() -> std::optional<std::string> {
    std::ofstream steps(log);
    return Live(PlanWorld(world_seed), directory_ + "/again", &steps, options_.make).wrong;
  };
  const auto wrong = Try(live, {.seconds_max = options_.world_seconds_max});
  out_ << "world " << world_seed << ": " << wrong.value_or("the failure did not occur again")
       << '\n'
       << std::flush;
  std::ifstream in(log);
  auto script = ParseScript(in);
  if (!wrong || !script) return;
  const std::size_t before = CommandsOf(*script);
  const Script shortest = Literal(Shortest(*std::move(script)));
  out_ << "\nThe shortest script found has " << CommandsOf(shortest) << " of " << before
       << " commands:\n\n";
  ShowScript(shortest);
}

std::optional<std::string> Failure::Play(const Script& script, bool quiet) const {
  return Try(
      [&] { return PlayScript(script, directory_ + "/trial", nullptr, options_.make).wrong; },
      {.seconds_max = options_.script_seconds_max, .quiet = quiet});
}

Script Failure::Shortest(Script script) const {
  const auto until = steady_clock::now() + options_.shrinking_max;
  const Fails fails = [&](const Script& one) {
    return steady_clock::now() < until && Play(one, true).has_value();
  };
  return Shrink(std::move(script), fails, options_.trials_max);
}

// The script with literal tokens in place of token owners, if that script still fails; otherwise
// unchanged.
Script Failure::Literal(Script script) const {
  const std::string log = directory_ + "/literal";
  const auto write = [&]() -> std::optional<std::string> {
    std::ofstream steps(log);
    return PlayScript(script, directory_ + "/trial", &steps, options_.make).wrong;
  };
  Try(write, {.seconds_max = options_.script_seconds_max, .quiet = true});
  std::ifstream in(log);
  auto literal = ParseScript(in);
  return literal && Play(*literal, true) ? *std::move(literal) : script;
}

void Failure::ShowScript(const Script& script) const {
  WriteScript(script, out_);
  std::ofstream file(options_.file);
  WriteScript(script, file);
  file.close();
  out_ << "\nThe script is in " << options_.file << "; playing it gives:\n" << std::flush;
  out_ << Play(script, false).value_or("no failure") << "\n\nTo play it again: ./dev sim --script "
       << options_.file << '\n';
}

}  // namespace onsale::sim
