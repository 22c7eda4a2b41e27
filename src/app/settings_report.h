// Prints the settings in force and the origin of each, as text or JSON.
#pragma once

#include <span>
#include <string>

#include "app/settings_sources.h"

namespace onsale::app {

// Three aligned columns: setting, value, origin.
std::string ReportAsText(std::span<const InForce> settings);
// `{"hold-time": {"value": "5m", "from": "default"}, ...}`
std::string ReportAsJson(std::span<const InForce> settings);

}  // namespace onsale::app
