#include "app/live_settings.h"

#include <algorithm>

#include "http/access/allowed_hosts.h"

namespace onsale::app {

bool IsLoopbackDemo(const Settings& settings) {
  return settings.buyers == Buyers::kTrusted && settings.listen.IsLoopback() &&
         settings.server.trusted_proxies.list().empty() && settings.server.base_path.empty() &&
         std::ranges::all_of(settings.hosts, http::IsLoopbackHost);
}

std::expected<void, std::string> UseSettings(const Settings& before, const Settings& now,
                                             const LiveParts& parts) {
  if (IsLoopbackDemo(before) != IsLoopbackDemo(now)) {
    return std::unexpected(
        "with these hosts buyers' calls would need a key, or no longer need one: that takes a "
        "restart");
  }
  parts.log.SetLevel(now.log_level);
  if (before.limits != now.limits) parts.limits.SetLimits(now.limits);
  if (before.limits.mode != now.limits.mode) parts.limits.SetMode(now.limits.mode);
  if (before.challenge.mode != now.challenge.mode) parts.challenges.SetMode(now.challenge.mode);
  if (before.hosts != now.hosts || before.server.origins.list() != now.server.origins.list()) {
    parts.listeners.Allow(now);
  }
  return {};
}

}  // namespace onsale::app
