// What an operator should know of the store and the clock of one server.
#pragma once

#include <optional>

#include "base/time.h"

namespace onsale::http {

struct StoreHealth {
  std::optional<base::Duration> tables_behind;  // as store::Store::tables_behind
  base::Duration clock_behind{};                // as store::Store::clock_behind
  base::Duration clock_held{};                  // as base::GuardedClock::held
};

}  // namespace onsale::http
