// Formats the messages about unknown arguments and bad values of flags.
//
// Threads:  any.
// Errors:   none; the results are sentences. They show positions and flags, known or not, but never
//           a value, which may be a password.
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

// The message for an error that CLI11 has thrown while parsing the arguments.
std::string UsageMistake(const CLI::ParseError& error, const CLI::App& program,
                         const std::vector<std::string>& arguments);

}  // namespace onsale::app
