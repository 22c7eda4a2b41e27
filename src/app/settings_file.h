// Reads the TOML file of settings; keeps the line of each value.
//
// Shape:    the file has lines such as `hold-time = "5m"`, `room-capacity = 100`, `allow-public =
//           true`, `catalog = ["a.json"]`.
// Errors:   one line for each mistake, beginning with FILE:LINE; values without mistakes are kept.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/settings_table.h"

namespace onsale::app {

struct GivenSetting {
  std::vector<std::string> values;
  std::string origin;  // where the values are, e.g. `onsale.toml:3`
};

struct SettingsFile {
  std::map<std::string, GivenSetting, std::less<>> given;  // by the setting's name
  std::vector<std::string> mistakes;
};

SettingsFile ReadSettingsFile(const std::string& path);

}  // namespace onsale::app
