// `onsale serve`: wires the floors together and runs until SIGTERM or SIGINT.
//
// Errors:   the exit status: 0 after a clean end, 1 if the server could not start or had to stop.
#pragma once

#include "app/log.h"
#include "app/settings.h"

namespace onsale::app {

int Serve(const Settings& settings, Log& log);

}  // namespace onsale::app
