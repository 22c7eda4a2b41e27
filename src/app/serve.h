// `onsale serve`: connects the parts of the server and runs them until SIGTERM or SIGINT.
//
// Errors:   the exit status: 0 after a clean shutdown, 1 if the server could not start or failed.
#pragma once

#include "app/log.h"
#include "app/settings.h"

namespace onsale::app {

int Serve(const Settings& settings, Log& log);

}  // namespace onsale::app
