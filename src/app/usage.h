// What to say about words that are no setting, without repeating them: a mistyped flag stands before
// a password as often as before anything else.
//
// Threads:  any.
// Errors:   none; sentences are the result. They name positions and flags, also flags that do not
//           exist, and no value.
#pragma once

#include <CLI/CLI.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace onsale::app {

// `; did you mean hold-time?` if the word is one of `known` but for a letter or two, else nothing.
std::string DidYouMean(std::string_view word, std::span<const std::string> known);

// What is wrong with the arguments, from the error that parsing them has thrown.
std::string UsageMistake(const CLI::ParseError& error, const CLI::App& program,
                         const std::vector<std::string>& arguments);

}  // namespace onsale::app
