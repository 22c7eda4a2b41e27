// How many files and sockets the process may have open.
#pragma once

#include <cstddef>

#include "app/log.h"

namespace onsale::app {

struct SocketRoom {
  std::size_t connections = 0;
  std::size_t turned_away = 0;  // beyond these, answered with 503 before they are closed
};

// Raises the soft limit (1,024 on most systems) so that `connections_max` sockets fit beside the
// store's files and what the I/O threads need. Gives what does fit: sockets never take the files that
// the store needs to go on. Warns, with what to do, if the system allows fewer than wanted.
SocketRoom MakeRoomForSockets(std::size_t connections_max, std::size_t io_threads, Log& log);

}  // namespace onsale::app
