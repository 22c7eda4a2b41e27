// Shell completions: each script walks the words before the cursor to the command that they name,
// and then offers that command's subcommands, flags or files.

#include <algorithm>

#include "app/help.h"

namespace onsale::app {
namespace {

std::vector<const CLI::App*> Below(const CLI::App& command) {
  return command.get_subcommands([](const CLI::App*) { return true; });
}

// A text in single quotes, as all three shells read it. fish also reads `\\` and `\'` in them; no
// text of the help has a backslash.
std::string Quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

std::string LongNameOf(const CLI::Option& flag) {
  const auto& names = flag.get_lnames();
  return names.empty() ? "" : names.front();
}

// Every "command-so-far next-word" that is a command, quoted and separated by `separator`.
std::string Steps(const CLI::App& program, std::string_view separator) {
  std::string steps;
  for (const CLI::App* command : AllCommands(program)) {
    if (command == &program) continue;
    if (!steps.empty()) steps += separator;
    steps += Quoted(WordsOf(*command->get_parent()) + " " + command->get_name());
  }
  return steps;
}

std::string Joined(const std::vector<std::string>& words) {
  std::string joined;
  for (const std::string& word : words) joined.append(joined.empty() ? "" : " ").append(word);
  return joined;
}

std::vector<std::string> CommandWords(const CLI::App& command) {
  std::vector<std::string> words;
  for (const CLI::App* below : Below(command)) words.push_back(below->get_name());
  return words;
}

std::vector<std::string> FlagWords(const CLI::App& command) {
  std::vector<std::string> words;
  for (const CLI::Option* flag : FlagsOf(command)) {
    if (const std::string name = LongNameOf(*flag); !name.empty()) words.push_back("--" + name);
  }
  return words;
}

std::string Bash(const CLI::App& program) {
  std::string out =
      "# bash completion of onsale: source <(onsale completion bash)\n"
      "_onsale() {\n"
      "  local current=\"${COMP_WORDS[COMP_CWORD]}\" at='' commands='' flags='' i\n"
      "  for ((i = 1; i < COMP_CWORD; ++i)); do\n"
      "    case \"$at ${COMP_WORDS[i]}\" in\n"
      "      " +
      Steps(program, "|") +
      ") at=\"${at:+$at }${COMP_WORDS[i]}\" ;;\n"
      "    esac\n"
      "  done\n"
      "  case \"$at\" in\n";
  for (const CLI::App* command : AllCommands(program)) {
    out += "    " + Quoted(WordsOf(*command)) +
           ") commands=" + Quoted(Joined(CommandWords(*command))) +
           " flags=" + Quoted(Joined(FlagWords(*command))) + " ;;\n";
  }
  return out +
         "  esac\n"
         "  if [[ $current == -* ]]; then commands=$flags; fi\n"
         "  COMPREPLY=($(compgen -W \"$commands\" -- \"$current\"))\n"
         "}\n"
         "complete -o default -F _onsale onsale\n";
}

// An item of _describe: a name and its meaning, separated by a colon.
std::string Described(const std::string& name, const std::string& meaning) {
  return Quoted(name + ":" + meaning.substr(0, meaning.find('\n')));
}

std::string Zsh(const CLI::App& program) {
  std::string out =
      "#compdef onsale\n"
      "# zsh completion of onsale: onsale completion zsh > \"${fpath[1]}/_onsale\"\n"
      "_onsale() {\n"
      "  local at='' word\n"
      "  local -a commands flags\n"
      "  for word in \"${(@)words[2,CURRENT-1]}\"; do\n"
      "    case \"$at $word\" in\n"
      "      " +
      Steps(program, "|") +
      ") at=\"${at:+$at }$word\" ;;\n"
      "    esac\n"
      "  done\n"
      "  case \"$at\" in\n";
  for (const CLI::App* command : AllCommands(program)) {
    out += "    " + Quoted(WordsOf(*command)) + ")\n      commands=(";
    for (const CLI::App* below : Below(*command)) {
      out += "\n        " + Described(below->get_name(), below->get_description());
    }
    out += ")\n      flags=(";
    for (const CLI::Option* flag : FlagsOf(*command)) {
      const std::string name = LongNameOf(*flag);
      if (!name.empty()) out += "\n        " + Described("--" + name, flag->get_description());
    }
    out += ") ;;\n";
  }
  return out +
         "  esac\n"
         "  if [[ ${words[CURRENT]} == -* ]]; then\n"
         "    _describe -o flag flags\n"
         "  elif (( ${#commands} )); then\n"
         "    _describe command commands\n"
         "  else\n"
         "    _files\n"
         "  fi\n"
         "}\n"
         "if [[ ${funcstack[1]} == _onsale ]]; then _onsale \"$@\"; else compdef _onsale onsale; "
         "fi\n";
}

std::string FishCondition(const CLI::App& command) {
  return "complete -c onsale -n \"__onsale_at " + Quoted(WordsOf(command)) + "\"";
}

std::string Fish(const CLI::App& program) {
  std::string out =
      "# fish completion of onsale: onsale completion fish | source\n"
      "function __onsale_at\n"
      "  set -l at ''\n"
      "  for word in (commandline -opc)[2..-1]\n"
      "    switch \"$at $word\"\n"
      "      case " +
      Steps(program, " ") +
      "\n"
      "        set at (string trim -- \"$at $word\")\n"
      "    end\n"
      "  end\n"
      "  test \"$at\" = \"$argv[1]\"\n"
      "end\n";
  for (const CLI::App* command : AllCommands(program)) {
    for (const CLI::App* below : Below(*command)) {
      out += FishCondition(*command) + " -f -a " + below->get_name() + " -d " +
             Quoted(below->get_description()) + "\n";
    }
    for (const CLI::Option* flag : FlagsOf(*command)) {
      const std::string name = LongNameOf(*flag);
      if (name.empty()) continue;
      out += FishCondition(*command) + " -l " + name + (TakesValue(*flag) ? " -r" : "") + " -d " +
             Quoted(flag->get_description()) + "\n";
    }
  }
  return out;
}

}  // namespace

std::string CompletionFor(std::string_view shell, const CLI::App& program) {
  if (shell == "bash") return Bash(program);
  if (shell == "zsh") return Zsh(program);
  if (shell == "fish") return Fish(program);
  return "";
}

}  // namespace onsale::app
