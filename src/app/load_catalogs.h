// Loads the catalogues of the settings when the server starts.
#pragma once

#include <atomic>
#include <optional>

#include "app/end_signals.h"
#include "app/log.h"
#include "app/settings.h"
#include "base/time.h"
#include "engine/engine.h"
#include "store/store.h"

namespace onsale::app {

// Returns the exit status if the server must end, which the log explains, else nothing. Sets
// `asked_to_end` when a signal arrives meanwhile.
std::optional<int> LoadCatalogs(const Settings& settings, engine::Engine& engine,
                                store::Store& store, const EndSignals& signals,
                                std::atomic<bool>& asked_to_end, const base::Clock& clock,
                                Log& log);

}  // namespace onsale::app
