// Reads the settings again while the server runs, and puts those into use that need no restart.
//
// Shape:    all sources are read as at the start: flags and variables are those of the process, the
//           TOML file may have changed. If anything is wrong, the whole reload is refused and the
//           settings before stay in use. Settings that need a restart are named and not applied.
// Threads:  one at a time.
// Errors:   logged.
#pragma once

#include <expected>
#include <functional>
#include <string>

#include "app/log.h"
#include "app/settings_table.h"

namespace onsale::app {

// Whether the setting is put into use by a reload.
bool Reloads(const Setting& setting);

class SettingsReload {
 public:
  // Puts the settings that reload into use; an error is a sentence, and changes nothing. `before`
  // are those in use.
  using Apply =
      std::function<std::expected<void, std::string>(const Settings& before, const Settings& now)>;

  // `settings` are those of the start, with their sources.
  SettingsReload(const Settings& settings, Log& log, Apply apply)
      : in_use_(settings), log_(log), apply_(std::move(apply)) {}

  // Returns whether the settings were read and applied, changed or not.
  bool Reload();

 private:
  bool Refuse(const std::string& reason);

  Settings in_use_;  // a setting that needs a restart has the value of the start
  Log& log_;
  const Apply apply_;
};

}  // namespace onsale::app
