// Prints the settings in force and where each comes from, as text or JSON.
#pragma once

#include <span>
#include <string>

#include "app/settings_sources.h"

namespace onsale::app {

// The settings as text in three aligned columns: setting, value, origin.
std::string ReportAsText(std::span<const InForce> settings);
// The settings as JSON: `{"hold-time": {"value": "5m", "from": "default"}, ...}`.
std::string ReportAsJson(std::span<const InForce> settings);

}  // namespace onsale::app
