// Plays a world from beginning to end: a crowd or a script against a system under test.
//
// Threads:  one.
#pragma once

#include <iosfwd>
#include <optional>

#include "sim/run/world.h"
#include "sim/script.h"

namespace onsale::sim {

struct Life {
  Tally tally;
  std::uint64_t hash = 0;
  std::optional<std::string> wrong;
};

using SystemMaker = decltype(&MakeSystemUnderTest);

// Plays a world with a crowd. Writes each step to `log`, if not null, before playing it, so that
// the log of a crash ends with the step that crashed. `directory` is for the system under test.
Life Live(const WorldPlan& plan, const std::string& directory, std::ostream* log,
          SystemMaker make = MakeSystemUnderTest);
// Plays a script. A token with a known owner is replaced by the token that the owner has in this
// replay.
Life PlayScript(const Script& script, const std::string& directory, std::ostream* log = nullptr,
                SystemMaker make = MakeSystemUnderTest);

}  // namespace onsale::sim
