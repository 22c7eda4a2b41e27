// The TOML file of settings: its texts and the lines they stand in.
//
// Shape:    `hold-time = "5m"`, `room-capacity = 100`, `allow-public = true`, `catalog =
//           ["a.json"]`.
// Errors:   lines with FILE:LINE; what could be read is given all the same.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/settings_table.h"

namespace onsale::app {

struct GivenSetting {
  std::vector<std::string> values;
  std::string origin;  // `onsale.toml:3`
};

struct SettingsFile {
  std::map<std::string, GivenSetting, std::less<>> given;  // by name of setting
  std::vector<std::string> mistakes;
};

SettingsFile ReadSettingsFile(const std::string& path);

}  // namespace onsale::app
