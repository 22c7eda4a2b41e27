// The answer to an operator who accepts the server's clock.
#pragma once

#include "base/time.h"

namespace onsale::http {

// By how much the clock was ahead of the sale's time, or behind it, when it was accepted.
struct AcceptedClock {
  base::Duration ahead{};
  base::Duration behind{};
};

}  // namespace onsale::http
