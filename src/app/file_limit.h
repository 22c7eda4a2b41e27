// How many files and sockets the process may have open.
#pragma once

#include <cstddef>

#include "app/log.h"

namespace onsale::app {

// Raises the soft limit (1,024 on most systems) so that `connections_max` sockets fit beside the store's
// files. Warns, with what to do, if the system allows fewer.
void RaiseFileLimit(std::size_t connections_max, Log& log);

}  // namespace onsale::app
