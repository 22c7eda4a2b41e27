// Resolves settings from their sources: flag, environment, TOML file, default, in this order.
//
// Shape:    a setting takes its whole value from the first source that has it; lists are not
//           joined.
// Threads:  any; no state is shared.
// Errors:   one line for each mistake in any source, with the flag, the variable or FILE:LINE. An
//           unknown key is a mistake: it is probably misspelled. An unknown ONSALE_ variable is
//           only a warning, because platforms add variables of their own.
#pragma once

#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/service_links.h"
#include "app/settings_table.h"

namespace onsale::app {

struct SettingsSources {
  std::map<std::string, std::vector<std::string>, std::less<>> flags;  // by the setting's name
  Environment environment;                                             // all environment variables
  std::optional<std::string> config;                                   // --config
};

// A setting in force, with its value and where that comes from.
struct InForce {
  const Setting* setting = nullptr;
  std::vector<std::string> values;  // several values only for a list
  std::string origin;  // e.g. `--hold-time`, `ONSALE_HOLD_TIME`, `onsale.toml:3`, `default`
};

struct ResolvedSettings {
  Settings settings;
  std::vector<InForce> in_force;      // in the order of SettingsTable
  std::vector<std::string> warnings;  // sentences about variables that were ignored
};

std::expected<ResolvedSettings, std::vector<std::string>> ResolveSettings(
    const SettingsSources& sources);

}  // namespace onsale::app
