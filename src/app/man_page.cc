// The man page. Source: man-pages(7), groff_man(7).

#include <string>

#include "app/help.h"

namespace onsale::app {
namespace {

// A text as roff prints it: no character of it is a request or an escape.
std::string Roff(std::string_view text) {
  std::string out;
  bool at_start = true;
  for (const char c : text) {
    if (at_start && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
    at_start = c == '\n';
  }
  return out;
}

std::string NameAndValue(const CLI::Option& flag) {
  const std::string name = flag.get_name(false, true);
  if (!TakesValue(flag)) return name;
  const std::string value =
      flag.get_option_text().empty() ? flag.get_type_name() : flag.get_option_text();
  return value.empty() ? name : name + " " + value;
}

std::string SynopsisOf(const CLI::App& command) {
  std::string line = "onsale " + WordsOf(command);
  for (const CLI::Option* positional : PositionalsOf(command)) {
    line += " " + positional->get_name(true, false);
    if (positional->get_expected_max() > 1) line += "...";
  }
  return line;
}

void AppendFlags(const CLI::App& command, std::string& out) {
  std::string group = "Options";
  for (const CLI::Option* flag : FlagsOf(command)) {
    if (flag->get_group() != group) {
      group = flag->get_group();
      out += ".PP\n.I " + Roff(group) + "\n";
    }
    out += ".TP\n.B " + Roff(NameAndValue(*flag)) + "\n" + Roff(flag->get_description()) + "\n";
  }
}

void AppendFooter(const CLI::App& command, std::string& out) {
  const std::string footer = command.get_footer();
  if (!footer.empty()) out += ".PP\n.nf\n" + Roff(footer) + "\n.fi\n";
}

}  // namespace

std::string ManPage(const CLI::App& program) {
  std::string out =
      ".TH ONSALE 1 \"\" \"onsale\" \"Onsale\"\n.SH NAME\nonsale \\- sells concert tickets\n"
      ".SH SYNOPSIS\n.B onsale\n.I COMMAND\n[\\fIflags\\fR]\n.SH COMMANDS\n";
  for (const CLI::App* command : AllCommands(program)) {
    const bool only_groups =
        !command->get_subcommands([](const CLI::App*) { return true; }).empty();
    if (command == &program || only_groups) continue;
    out += ".SS " + Roff(SynopsisOf(*command)) + "\n" + Roff(command->get_description()) + ".\n";
    AppendFlags(*command, out);
    AppendFooter(*command, out);
  }
  return out +
         ".SH EXIT STATUS\n0: done. 1: a check failed, or the server did. 2: wrong usage or "
         "settings, or the server was not reached.\n"
         ".SH ENVIRONMENT\n.TP\n.B ONSALE_HOLD_TIME\nand so on: each flag of onsale serve is also "
         "a "
         "variable.\n"
         ".TP\n.B ONSALE_KEY_FILE\nan access key of the server, for commands that "
         "call one.\n"
         ".TP\n.B NO_COLOR\nno colours in the log.\n";
}

}  // namespace onsale::app
