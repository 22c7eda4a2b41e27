#include "app/usage.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "app/settings_table.h"

namespace onsale::app {
namespace {

constexpr std::size_t kLettersWrongMax = 2;
// The longest word that is compared with the names of flags.
constexpr std::size_t kWordMax = 64;

// The Levenshtein distance between two words.
std::size_t Distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t replaced = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
    }
  }
  return row.back();
}

// The innermost subcommand on the command line, such as `init` in `onsale store init`.
const CLI::App& Reached(const CLI::App& program) {
  const CLI::App* reached = &program;
  while (!reached->get_subcommands().empty()) reached = reached->get_subcommands().back();
  return *reached;
}

std::vector<std::string> CommandsBelow(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::App* below : command.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(below->get_name());
  }
  return names;
}

// The names of the flags and subcommands of `command`.
std::vector<std::string> Known(const CLI::App& command) {
  std::vector<std::string> known = CommandsBelow(command);
  for (const CLI::Option* option : command.get_options()) known.push_back(option->get_name());
  return known;
}

bool IsSmallLettersAndHyphens(std::string_view word) {
  return word.size() <= kWordMax &&
         std::ranges::all_of(word, [](char c) { return c == '-' || (c >= 'a' && c <= 'z'); });
}

// Whether a word has the form of a flag, such as `--hold-time`: only hyphens and small letters. A
// secret hardly has that form, so a message may show the word.
bool IsNameOfAFlag(std::string_view word) {
  return word.starts_with("--") && IsSmallLettersAndHyphens(word);
}

// The one of `known` that differs from `word` by at most two letters, and is nearest; empty: none.
std::string Nearest(std::string_view word, std::span<const std::string> known) {
  if (word.size() > kWordMax) return "";
  const auto distance = [word](const std::string& name) { return Distance(word, name); };
  const auto nearest = std::ranges::min_element(known, {}, distance);
  if (nearest == known.end() || distance(*nearest) > kLettersWrongMax) return "";
  return *nearest;
}

// How to see the commands below `command`: `onsale help`, `onsale help catalog`.
std::string HelpOf(const CLI::App& command) {
  const std::string line = CommandLineOf(command);
  const std::size_t space = line.find(' ');
  return "onsale help" + (space == std::string::npos ? "" : line.substr(space));
}

// A hint for flags that other servers have for their address.
std::string HintAtListen(const std::string& word, const CLI::App& command) {
  const std::vector<std::string> usual = {"--port", "--bind", "--address"};
  if (Nearest(word, usual).empty() || command.get_option_no_throw("--listen") == nullptr) return "";
  return "; the address and the port are given as --listen 127.0.0.1:8080, or --listen 8080";
}

// What replaces a flag that earlier versions had.
std::string HintAtFormerFlag(std::string_view word, const CLI::App& command) {
  if (!word.starts_with("--")) return "";
  const std::string_view instead = InsteadOf(word.substr(2));
  if (instead.empty()) return "";
  const bool calls_a_server = command.get_option_no_throw("--key-file") != nullptr;
  return "; it " + std::string(calls_a_server ? "is --key-file now, with an access key" : instead);
}

// Where to read more: ` (onsale room set --help says more)`.
std::string HintAtHelp(const CLI::App& command) {
  return " (" + CommandLineOf(command) + " --help says more)";
}

// The message for the first argument that was not parsed.
std::string Unexpected(const CLI::App& program, const std::vector<std::string>& arguments) {
  const CLI::App& reached = Reached(program);
  const std::vector<std::string> unused = program.remaining(/*recurse=*/true);
  const auto first = std::ranges::find_first_of(arguments, unused);
  const std::string help = HintAtHelp(reached);
  if (first == arguments.end()) return "an argument is not understood" + help;
  const auto position = static_cast<std::size_t>(first - arguments.begin()) + 1;
  if (!first->starts_with('-') && !CommandsBelow(reached).empty()) {
    return NotACommand(reached, *first, position);
  }
  const std::string word = first->substr(0, first->find('='));
  std::string hint = HintAtFormerFlag(word, reached);
  if (hint.empty()) hint = HintAtListen(word, reached);  // before --host, which --port resembles
  if (hint.empty()) hint = DidYouMean(word, Known(reached));
  return "argument " + std::to_string(position) + (IsNameOfAFlag(word) ? ", " + word + "," : "") +
         " is not understood" + hint + help;
}

// The message for a bad value. CLI11's own message repeats the value; this one names only the flag.
std::string BadValue(const CLI::ParseError& error, const CLI::App& program) {
  const CLI::App& reached = Reached(program);
  std::string flag;
  for (const CLI::Option* option : reached.get_options()) {
    const std::string name = option->get_name();
    const bool named = std::string_view(error.what()).contains(name);
    if (named && name.size() > flag.size()) flag = name;
  }
  return (flag.empty() ? "a flag's value" : flag + ": its value") + " is not allowed" +
         HintAtHelp(reached);
}

}  // namespace

std::string DidYouMean(std::string_view word, std::span<const std::string> known) {
  const std::string nearest = Nearest(word, known);
  return nearest.empty() ? "" : "; did you mean " + nearest + "?";
}

std::string CommandLineOf(const CLI::App& command) {
  std::string line = command.get_name();
  for (const CLI::App* above = command.get_parent(); above != nullptr;
       above = above->get_parent()) {
    line.insert(0, above->get_name() + " ");
  }
  return line;
}

std::string NotACommand(const CLI::App& above, const std::string& word, std::size_t position) {
  const std::string nearest =
      IsSmallLettersAndHyphens(word) ? Nearest(word, CommandsBelow(above)) : "";
  const std::string help = " (" + HelpOf(above) + " lists all)";
  if (nearest.empty()) {
    return "argument " + std::to_string(position) + " is not a command" + help;
  }
  return "there is no command '" + word + "'; did you mean '" + nearest + "'?" + help;
}

std::string UsageMistake(const CLI::ParseError& error, const CLI::App& program,
                         const std::vector<std::string>& arguments) {
  const std::string help = HintAtHelp(Reached(program));
  switch (static_cast<CLI::ExitCodes>(error.get_exit_code())) {
    case CLI::ExitCodes::ConversionError:
    case CLI::ExitCodes::ValidationError:
      return BadValue(error, program);
    case CLI::ExitCodes::ExtrasError:
      return Unexpected(program, arguments);
    case CLI::ExitCodes::RequiredError:
      // A required argument is missing. If there is an unknown argument, reports that instead: it
      // is probably the required one, misspelled.
      if (!program.remaining(/*recurse=*/true).empty()) return Unexpected(program, arguments);
      if (const CLI::App& reached = Reached(program); !CommandsBelow(reached).empty()) {
        return "a command is missing (" + HelpOf(reached) + " lists all)";
      }
      [[fallthrough]];
    case CLI::ExitCodes::ArgumentMismatch:  // these two messages of CLI11 repeat no values
      return error.what() + help;
    default:
      return "the arguments are not understood" + help;
  }
}

}  // namespace onsale::app
