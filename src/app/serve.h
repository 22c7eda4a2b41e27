// `onsale serve`: connects the parts of the server and runs them until SIGTERM or SIGINT.
//
// Errors:   the exit status: 0 after a clean shutdown, 1 if the server could not start or failed.
#pragma once

#include <functional>
#include <memory>

#include "app/log.h"
#include "app/settings.h"

namespace onsale::app {

int Serve(const Settings& settings, Log& log);

// Starts what runs beside a server. Called on the main thread when the server is ready, while all
// signals that end it are blocked. The result is destroyed before the server begins to stop.
using StartBeside = std::function<std::shared_ptr<void>()>;

// As Serve, with the page of `onsale demo`. Requires: both ports are fixed; HasDemoPages().
int ServeDemo(const Settings& settings, Log& log, const StartBeside& start_beside);

}  // namespace onsale::app
