// Formats the messages about unknown arguments and bad values of flags.
//
// Threads:  any.
// Errors:   none; the results are sentences. They show positions, flags and words that resemble a
//           command, but never a value, which may be a password.
#pragma once

#include <CLI/CLI.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace onsale::app {

// A hint such as `; did you mean hold-time?` if `word` differs from one of `known` by at most two
// letters.
std::string DidYouMean(std::string_view word, std::span<const std::string> known);

// A command as it is written on the command line, such as `onsale store init`.
std::string CommandLineOf(const CLI::App& command);

// The message for a word where a command below `above` is needed; `position` counts from 1. Shows
// the word only if it resembles a command.
std::string NotACommand(const CLI::App& above, const std::string& word, std::size_t position);

// The message for an error that CLI11 has thrown while parsing the arguments.
std::string UsageMistake(const CLI::ParseError& error, const CLI::App& program,
                         const std::vector<std::string>& arguments);

}  // namespace onsale::app
