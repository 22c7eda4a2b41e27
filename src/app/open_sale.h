// Opens the sale for a server: its store, its token keys, its first owner key.
//
// Threads:  the main thread, before the engine exists, because only one thread may commit.
// Errors:   logged for the operator; the server must then end.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>

#include "app/end_signals.h"
#include "app/log.h"
#include "app/settings.h"
#include "app/token_key_reload.h"
#include "base/time.h"
#include "store/decided_log.h"
#include "store/store.h"

namespace onsale::app {

struct OpenedStore {
  std::unique_ptr<store::Store> store;
  bool has_tokens = false;  // whether tokens exist that only the previous key opens
};

// Opens the data directory, or the tables in PostgreSQL if the settings name them. `decided`, which
// may be null, outlives the store.
std::optional<OpenedStore> OpenStore(const Settings& settings, const base::Clock& clock, Log& log,
                                     store::DecidedLog* decided);

// Opens the log of decided batches; null if none is set.
std::expected<std::unique_ptr<store::DecidedLog>, std::string> OpenDecidedLog(
    const Settings& settings);

// Reads the token keys for the start; nothing if the server cannot start with them.
std::optional<http::SealKeys> AgreedTokenKeys(const TokenKeyLocation& location, bool has_tokens,
                                              Log& log);

// Gives a new sale its owner key. Returns the exit status if the server must end, else nothing.
std::optional<int> GiveOwnerKey(const Settings& settings, store::Store& store,
                                const EndSignals& signals, Log& log);

}  // namespace onsale::app
