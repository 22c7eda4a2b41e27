// The process's limit of open files, sockets included.
#pragma once

#include <cstddef>

#include "app/log.h"

namespace onsale::app {

// The most connections to the operator's address, and of those as many that get a 503.
inline constexpr std::size_t kOperatorConnectionsMax = 64;

struct SocketRoom {
  std::size_t connections = 0;
  std::size_t rejected = 0;  // further sockets, which get a 503 and are closed
};

// Raises the soft limit of open files (1,024 on most systems) so that `connections_max` sockets fit
// beside the files of the store and of the I/O threads. Returns how many sockets may be open
// without using up the files that the store needs. Logs a warning with the remedy if fewer than
// `connections_max` fit.
SocketRoom MakeRoomForSockets(std::size_t connections_max, std::size_t io_threads, Log& log);

}  // namespace onsale::app
