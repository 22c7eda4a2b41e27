// The command line of the simulator; kUsage lists its flags.

#include <chrono>
#include <fstream>
#include <iostream>

#include "base/decimal.h"
#include "sim/chance.h"
#include "sim/run/crew.h"
#include "sim/run/failure.h"
#include "sim/run/report.h"
#include "sim/run/trial.h"
#include "sim/worlds/explore.h"
#include "sim/worlds/tour.h"

namespace onsale::sim {
namespace {

using base::ReadDecimal;

constexpr const char* kUsage =
    "usage: onsale_sim [--seed N] [--commands M] [--jobs J] [--only store|engine]\n"
    "                  [--from-world N] [--answers] [--all-answers] [--trials N]\n"
    "       onsale_sim --world SEED            plays one world of a run\n"
    "       onsale_sim --script FILE           plays the steps in FILE\n"
    "       onsale_sim --worlds [--depth N]    plays every small world\n";
constexpr const char* kFailureFile = "sim-failure.txt";

struct Options {
  RunOptions run;
  bool answers = false;      // print how often each command got each answer
  bool all_answers = false;  // fail if an answer that command.h lists did not occur
  bool worlds = false;
  std::uint64_t depth = 8;
  int trials_max = FailureOptions{}.trials_max;  // attempts to find a shorter failing script
  std::optional<std::uint64_t> world;
  std::string script;
  std::string out = ".";
};

bool ParseSystem(std::string_view text, RunOptions& run) {
  if (text == "store") run.only = SystemKind::kStore;
  if (text == "engine") run.only = SystemKind::kEngine;
  return run.only.has_value();
}

// Sets the option of a flag that has a value; false for an unknown flag or a bad value.
bool ParseFlag(std::string_view flag, std::string_view value, Options& options) {
  if (flag == "--seed") return ReadDecimal(value, options.run.seed);
  if (flag == "--commands") return ReadDecimal(value, options.run.commands);
  if (flag == "--jobs") return ReadDecimal(value, options.run.jobs) && options.run.jobs >= 1;
  if (flag == "--from-world") return ReadDecimal(value, options.run.from_world);
  if (flag == "--only") return ParseSystem(value, options.run);
  if (flag == "--world") return ReadDecimal(value, options.world.emplace());
  if (flag == "--depth") {
    return ReadDecimal(value, options.depth) && options.depth <= kDepthMax;
  }
  if (flag == "--trials") return ReadDecimal(value, options.trials_max);
  if (flag == "--out") return !(options.out = value).empty();
  return flag == "--script" && !(options.script = value).empty();
}

std::optional<Options> ParseOptions(std::span<char* const> arguments) {
  Options options;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const std::string_view flag = arguments[i];
    if (flag == "--answers" || flag == "--all-answers") {
      options.answers = true;
      options.all_answers |= flag == "--all-answers";
    } else if (flag == "--worlds") {
      options.worlds = true;
    } else {
      const std::size_t value = ++i;
      if (value == arguments.size() || !ParseFlag(flag, arguments[value], options)) {
        return std::nullopt;
      }
    }
  }
  return options;
}

int ShowFailure(std::uint64_t world_seed, const Options& options, const std::string& directory) {
  const FailureOptions how{.file = options.out + "/" + kFailureFile,
                           .world_seconds_max = options.run.world_seconds_max,
                           .trials_max = options.trials_max};
  Failure(how, directory, std::cout).Show(world_seed);
  return 1;
}

int RunScript(const Options& options, const std::string& directory) {
  std::ifstream in(options.script);
  const auto script = ParseScript(in);
  if (!script) {
    std::cerr << options.script << ": " << script.error() << '\n';
    return 2;
  }
  const auto wrong = Try([&] { return PlayScript(*script, directory + "/script").wrong; }, {});
  std::cout << wrong.value_or("PASS") << '\n';
  return wrong ? 1 : 0;
}

int RunSeed(const Options& options, const std::string& directory) {
  std::cout << "seed " << options.run.seed << ", " << options.run.commands << " commands, "
            << options.run.jobs << " jobs\n"
            << std::flush;
  const auto start = std::chrono::steady_clock::now();
  const RunResult result = RunWorlds(options.run, directory, std::cout);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  if (result.failed_world) {
    std::cout << "FAILED in world " << *result.failed_world << " of seed " << options.run.seed
              << " after " << result.tally.commands << " commands"
              << (result.how.empty() ? "" : ": " + result.how) << '\n'
              << std::flush;
    return ShowFailure(*result.failed_world, options, directory);
  }
  if (options.answers) std::cout << AnswerTable(result.tally);
  std::cout << Summary(result, took.count());
  const bool too_few = options.all_answers && !MissingAnswers(result.tally).empty();
  if (too_few) std::cout << "FAILED: some answers never occurred, see above\n";
  return too_few ? 1 : 0;
}

int Run(std::span<char* const> arguments) {
  const auto options = ParseOptions(arguments);
  if (!options) {
    std::cerr << kUsage;
    return 2;
  }
  const ScratchDirectory scratch;
  if (options->worlds) return TourSmallWorlds(options->depth, std::cout) ? 0 : 1;
  if (!options->script.empty()) return RunScript(*options, scratch.path());
  if (!options->world) return RunSeed(*options, scratch.path());
  const WorldPlan plan = PlanWorld(*options->world);
  const auto wrong = Try([&] { return Live(plan, scratch.path() + "/one", nullptr).wrong; },
                         {.seconds_max = options->run.world_seconds_max});
  if (wrong) return ShowFailure(*options->world, *options, scratch.path());
  std::cout << "PASS\n";
  return 0;
}

}  // namespace
}  // namespace onsale::sim

int main(int argc, char** argv) {
  return onsale::sim::Run({argv, static_cast<std::size_t>(argc)});
}
