// `onsale health`: asks a server whether it is ready, for the health check of a container that has
// no other program for it.
//
// Errors:   the exit status: 0 yes; 1 the server says no; 2 wrong usage, or no server answers
//           within 5 seconds.
// Threads:  the main thread.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "app/command_line.h"

namespace onsale::app {

struct HealthQuestion {
  std::string url = "http://127.0.0.1:8080";
  bool only_alive = false;  // whether it answers at all, ready or not

  // Adds the flags to `command`; `*this` must not move.
  void AddTo(CLI::App& command);
};

int AskHealth(const HealthQuestion& question, const CommandStreams& streams);

}  // namespace onsale::app
