#include "app/help.h"

#include "app/usage.h"

namespace onsale::app {
namespace {

bool IsAnything(const CLI::App*) {
  return true;
}

void AddWithChildren(const CLI::App& command, std::vector<const CLI::App*>& commands) {
  commands.push_back(&command);
  for (const CLI::App* below : command.get_subcommands(IsAnything)) {
    AddWithChildren(*below, commands);
  }
}

}  // namespace

std::string HelpTextOf(const CLI::App& command) {
  // Not command.help(): that returns the help of the subcommand that was parsed.
  return command.get_formatter()->make_help(&command, CommandLineOf(command),
                                            CLI::AppFormatMode::Normal);
}

const CLI::App* FindCommand(const CLI::App& above, const std::string& name) {
  for (const CLI::App* below : above.get_subcommands(IsAnything)) {
    if (below->get_name() == name) return below;
  }
  return nullptr;
}

std::vector<const CLI::App*> AllCommands(const CLI::App& program) {
  std::vector<const CLI::App*> commands;
  AddWithChildren(program, commands);
  return commands;
}

std::vector<const CLI::Option*> FlagsOf(const CLI::App& command) {
  return command.get_options([](const CLI::Option* option) { return option->nonpositional(); });
}

std::vector<const CLI::Option*> PositionalsOf(const CLI::App& command) {
  return command.get_options([](const CLI::Option* option) { return option->get_positional(); });
}

bool TakesValue(const CLI::Option& flag) {
  return flag.get_type_size() != 0 && flag.get_expected_max() != 0;
}

std::string WordsOf(const CLI::App& command) {
  const std::string line = CommandLineOf(command);
  const std::size_t space = line.find(' ');
  return space == std::string::npos ? "" : line.substr(space + 1);
}

}  // namespace onsale::app
