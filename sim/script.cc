#include "sim/script.h"

#include <istream>
#include <ostream>

#include "store/command_text.h"
#include "store/value_words.h"

namespace onsale::sim {

using domain::Command;
using domain::LoadCatalog;
using store::WordReader;
using store::WordWriter;

namespace {

// The name of a line that loads a catalogue: a script names the catalogue by its variant. A last
// word says that it is a dry run.
constexpr const char* kLoadLine = "load";
constexpr const char* kDryWord = "dry";
constexpr const char* kFateNames[] = {"together",   "durable",   "stop", "cut-before",
                                      "cut-during", "cut-after", "kill"};

std::optional<Command> ReadCommand(const std::string& line, const WorldPlan& plan) {
  WordReader words(line);
  if (words.Word() != kLoadLine) return store::ParseCommand(line);
  std::uint64_t variant = 0;
  std::uint64_t salt = 0;
  words.Get(variant);
  words.Get(salt);
  const bool dry_run = words.ok() && !words.AtEnd();
  if (dry_run && words.Word() != kDryWord) return std::nullopt;
  if (!words.ok() || !words.AtEnd()) return std::nullopt;
  LoadCatalog load{.spec = SpecOf(plan, static_cast<std::uint32_t>(variant)), .dry_run = dry_run};
  GiveSeeds(load.spec, salt);
  return load;
}

bool ReadStep(WordReader& words, Step& step) {
  words.Get(step.clock);
  const std::string fate = words.Word();
  words.Get(step.cut_seed);
  for (std::size_t i = 0; i < std::size(kFateNames); ++i) {
    if (fate != kFateNames[i]) continue;
    step.fate = static_cast<Fate>(i);
    return words.ok();
  }
  return false;
}

}  // namespace

std::string CommandLine(const Command& command) {
  const auto* const load = std::get_if<LoadCatalog>(&command);
  if (load == nullptr) return store::CommandText(command);
  std::string line = kLoadLine;
  WordWriter words(line);
  words.Put(std::uint64_t{VariantOf(load->spec)});
  words.Put(SaltOf(load->spec));
  if (load->dry_run) words.Word(kDryWord);
  return line;
}

void WriteStep(const Step& step, std::ostream& out) {
  out << "step " << step.clock.time_since_epoch().count() << ' '
      << kFateNames[static_cast<std::size_t>(step.fate)] << ' ' << step.cut_seed << '\n';
  for (const Command& command : step.commands) out << "  " << CommandLine(command) << '\n';
}

void WriteOwner(const TokenOwner& owner, std::ostream& out) {
  std::string line = "owner";
  WordWriter words(line);
  words.Put(owner.token);
  words.Put(owner.user);
  words.Put(owner.number);
  out << line << '\n';
}

void WriteScript(const Script& script, std::ostream& out) {
  out << "world " << script.world_seed << '\n';
  for (const Step& step : script.steps) WriteStep(step, out);
}

std::expected<Script, std::string> ParseScript(std::istream& in) {
  Script script;
  std::optional<WorldPlan> plan;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    WordReader words(line);
    if (words.AtEnd() || line.starts_with('#')) continue;
    const std::string name = words.Word();
    bool good = false;
    if (name == "world" && !plan) {
      words.Get(script.world_seed);
      plan = PlanWorld(script.world_seed);
      good = words.ok();
    } else if (name == "step" && plan) {
      good = ReadStep(words, script.steps.emplace_back());
    } else if (name == "owner") {
      TokenOwner& owner = script.owners.emplace_back();
      words.Get(owner.token);
      words.Get(owner.user);
      words.Get(owner.number);
      good = words.ok();
    } else if (!script.steps.empty()) {
      auto command = ReadCommand(line, *plan);
      good = command.has_value();
      if (good) script.steps.back().commands.push_back(*std::move(command));
    }
    if (!good) return std::unexpected("line " + std::to_string(number) + ": " + line);
  }
  if (!plan) return std::unexpected("there is no line 'world SEED'");
  return script;
}

}  // namespace onsale::sim
