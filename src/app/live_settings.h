// Puts settings into use in a running server, for SettingsReload.
//
// Threads:  one at a time; the parts are used by other threads meanwhile.
#pragma once

#include <expected>
#include <string>

#include "app/listeners.h"
#include "app/log.h"
#include "app/settings.h"

namespace onsale::app {

// Whether only this machine can reach the server and no proxy is known, so that nobody but the
// person who tries it can be a buyer.
bool IsLoopbackDemo(const Settings& settings);

struct LiveParts {
  http::Limiter& limits;
  http::ChallengeGate& challenges;
  Listeners& listeners;
  Log& log;
};

// Puts into use what differs. An error is a sentence, and nothing is changed. A mode that an
// operator's call has set stays unless the setting itself has changed.
std::expected<void, std::string> UseSettings(const Settings& before, const Settings& now,
                                             const LiveParts& parts);

}  // namespace onsale::app
