// What is printed about the commands, all of it from one tree of commands and flags: help, shell
// completions and the man page.
//
// Threads:  the main thread.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace onsale::app {

// The help of a command: what it does, its flags by heading, its examples.
std::string HelpTextOf(const CLI::App& command);

// The command with this name below `above`; null if there is none.
const CLI::App* FindCommand(const CLI::App& above, const std::string& name);

// A script that completes commands and flags: for `bash`, `zsh` or `fish`; empty for another word.
std::string CompletionFor(std::string_view shell, const CLI::App& program);

// The man page onsale(1), as roff.
std::string ManPage(const CLI::App& program);

// All commands of the program in the order of the help, the program itself first.
std::vector<const CLI::App*> AllCommands(const CLI::App& program);
// The flags of a command by their long names, `--help` included, and its positional arguments.
std::vector<const CLI::Option*> FlagsOf(const CLI::App& command);
std::vector<const CLI::Option*> PositionalsOf(const CLI::App& command);
// Whether a flag takes a value.
bool TakesValue(const CLI::Option& flag);
// A command's words without the program's name: `catalog check`; empty for the program.
std::string WordsOf(const CLI::App& command);

}  // namespace onsale::app
