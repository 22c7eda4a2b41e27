#include "sim/script.h"

#include <istream>
#include <ostream>

#include "sim/command_fields.h"
#include "sim/words.h"

namespace onsale::sim {

using domain::Command;
using domain::LoadCatalog;

namespace {

constexpr const char* kFateNames[] = {"together",   "durable",   "stop", "cut-before",
                                      "cut-during", "cut-after", "kill"};

// A command with default values, of the type at `index` of domain::Command.
template <std::size_t I = 0>
Command Blank(std::size_t index) {
  if constexpr (I + 1 < std::variant_size_v<Command>) {
    if (index != I) return Blank<I + 1>(index);
  }
  return std::variant_alternative_t<I, Command>{};
}

std::optional<Command> ReadCommand(std::string_view name, WordReader& words,
                                   const WorldPlan& plan) {
  std::size_t index = 0;
  while (index < std::size(kCommandNames) && name != kCommandNames[index]) ++index;
  if (index == std::size(kCommandNames)) return std::nullopt;
  Command command = Blank(index);
  if (auto* const load = std::get_if<LoadCatalog>(&command)) {
    std::uint64_t variant = 0;
    std::uint64_t salt = 0;
    words.Get(variant);
    words.Get(salt);
    load->spec = SpecOf(plan, static_cast<std::uint32_t>(variant));
    GiveSeeds(load->spec, salt);
  }
  std::visit(
      [&words](auto& c) {
        std::apply([&words](auto&... field) { (words.Get(field), ...); }, FieldsOf(c));
      },
      command);
  if (!words.ok() || !words.AtEnd()) return std::nullopt;
  return command;
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
  std::string line = kCommandNames[command.index()];
  WordWriter words(line);
  if (const auto* const load = std::get_if<LoadCatalog>(&command)) {
    words.Put(std::uint64_t{VariantOf(load->spec)});
    words.Put(SaltOf(load->spec));
  }
  std::visit(
      [&words](const auto& c) {
        std::apply([&words](const auto&... field) { (words.Put(field), ...); }, FieldsOf(c));
      },
      command);
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
      auto command = ReadCommand(name, words, *plan);
      good = command.has_value();
      if (good) script.steps.back().commands.push_back(*std::move(command));
    }
    if (!good) return std::unexpected("line " + std::to_string(number) + ": " + line);
  }
  if (!plan) return std::unexpected("there is no line 'world SEED'");
  return script;
}

}  // namespace onsale::sim
