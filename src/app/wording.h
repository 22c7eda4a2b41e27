// Formats counts, ranges, and texts from files and the environment, for error messages.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/range.h"

namespace onsale::app {

using base::DurationRange;
using base::IntegerRange;

// The meaning of the flag --allow-insecure-store.
inline constexpr const char* kAllowInsecureMeaning =
    "Allow a PostgreSQL server on another machine whose certificate is not verified";

// `1 seat`, `3 seats`; `one` is the word for one of them.
std::string CountOf(std::int64_t count, std::string_view one);
// A range of integers: `1 to 50`.
std::string Between(IntegerRange range);
// A range of durations: `100ms to 1d`.
std::string Between(DurationRange range);
// The text in quotes, shortened to 60 characters. Invisible characters and bytes that are not UTF-8
// become `?`, so that text from a file or the environment cannot control a terminal.
std::string QuotedAndShortened(std::string_view text);
// The text with the same replacements, without quotes and not shortened.
std::string Printable(std::string_view text);

}  // namespace onsale::app
