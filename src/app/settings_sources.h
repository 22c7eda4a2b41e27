// Where settings come from: flag, then environment, then TOML file, then default.
//
// Shape:    a setting takes its whole value from the first source that has it; lists are not
//           joined.
// Threads:  any; no state is shared.
// Errors:   every mistake of every source, a line each, naming the flag, the variable or FILE:LINE.
//           Keys and ONSALE_ variables that are no setting are mistakes: a typo must not be silent.
#pragma once

#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/settings_table.h"

namespace onsale::app {

struct SettingsSources {
  std::map<std::string, std::vector<std::string>, std::less<>> flags;  // by name of setting
  std::map<std::string, std::string, std::less<>> environment;         // all of it
  std::optional<std::string> config;                                   // --config
};

// One setting and what it is.
struct InForce {
  const Setting* setting = nullptr;
  std::vector<std::string> values;  // one text, or those of a list
  std::string origin;               // `--hold-time`, `ONSALE_HOLD_TIME`, `onsale.toml:3`, `default`
};

struct ResolvedSettings {
  Settings settings;
  std::vector<InForce> in_force;  // in the order of the table
};

std::expected<ResolvedSettings, std::vector<std::string>> ResolveSettings(
    const SettingsSources& sources);

}  // namespace onsale::app
