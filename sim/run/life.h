// A world from its beginning to its end: a crowd against a ground, or a script.
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

// Most play on the grounds of the product.
using GroundMaker = decltype(&MakeGround);

// Every step is written to `log`, if there is one, before it is played: what ends the process is in
// it too. `directory` is for the ground.
Life Live(const WorldPlan& plan, const std::string& directory, std::ostream* log,
          GroundMaker make = MakeGround);
// Tokens whose owners are known are those that the owners have this time.
Life PlayScript(const Script& script, const std::string& directory, std::ostream* log = nullptr,
                GroundMaker make = MakeGround);

}  // namespace onsale::sim
