// Pieces of sentences that tell people what to correct.
#pragma once

#include <string>
#include <string_view>

#include "base/range.h"

namespace onsale::app {

using base::DurationRange;
using base::IntegerRange;

// `1 to 50`
std::string Between(IntegerRange range);
// `100ms to 1d`
std::string Between(DurationRange range);
// In quotes, cut where it is long. What comes from a file or the environment may not smuggle
// control bytes into a terminal: they are shown as `?`.
std::string QuotedForPeople(std::string_view text);
// The same without quotes, in full.
std::string Printable(std::string_view text);

}  // namespace onsale::app
