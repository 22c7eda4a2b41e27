#include "app/settings_reload.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "app/settings_sources.h"

namespace onsale::app {
namespace {

constexpr std::array<std::string_view, 6> kReloading{
    "host", "cors-origin", "limits", "callers-per-address", "challenge", "log-level"};

std::string ValueOf(const Setting& setting, const Settings& settings) {
  std::string text;
  for (const std::string& value : setting.show(settings)) {
    text += (text.empty() ? "" : ",") + value;
  }
  return text.empty() ? "(none)" : text;
}

}  // namespace

bool Reloads(const Setting& setting) {
  return std::ranges::find(kReloading, setting.name) != kReloading.end() ||
         setting.name.starts_with("limit-");
}

bool SettingsReload::Refuse(const std::string& reason) {
  log_.Error("settings refused; those before stay in use", {{"reason", reason}});
  return false;
}

bool SettingsReload::Reload() {
  if (in_use_.sources == nullptr) return Refuse("the settings of this server have no sources");
  const auto read = ResolveSettings(*in_use_.sources);
  if (!read) {
    for (const std::string& mistake : read.error()) Refuse(mistake);
    return false;
  }
  Settings next = in_use_;
  next.hosts = read->settings.hosts;
  next.server.origins = read->settings.server.origins;
  next.limits = read->settings.limits;
  next.challenge.mode = read->settings.challenge.mode;
  next.log_level = read->settings.log_level;
  // The addresses in use, which may be those of passed sockets: the sources have others then.
  for (const ListenAddress& address : {next.listen, next.operator_listen}) {
    const std::vector<std::string> mistakes = MistakesOfAddress(address, next);
    if (!mistakes.empty()) return Refuse(mistakes.front());
  }
  if (const auto applied = apply_(in_use_, next); !applied) return Refuse(applied.error());

  std::int64_t changed = 0;
  std::string waiting;
  for (const Setting& setting : SettingsTable()) {
    const std::string before = ValueOf(setting, in_use_);
    const std::string now = ValueOf(setting, read->settings);
    const bool is_passed = std::ranges::find(in_use_.passed, setting.name) != in_use_.passed.end();
    if (before == now || is_passed) continue;
    if (!Reloads(setting)) {
      waiting += (waiting.empty() ? "" : ",") + setting.name;
      continue;
    }
    ++changed;
    log_.Info("setting changed", {{"setting", setting.name}, {"from", before}, {"to", now}});
  }
  in_use_ = std::move(next);
  if (!waiting.empty()) {
    log_.Warn("settings that need a restart have changed", {{"settings", waiting}});
  }
  log_.Info("settings reloaded", {{"changed", changed}});
  return true;
}

}  // namespace onsale::app
