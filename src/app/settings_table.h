// The table of settings, from which flags, variables, keys, help and checks are derived.
//
// Shape:    setting `hold-time` is the flag `--hold-time`, the variable `ONSALE_HOLD_TIME` and the
//           key `hold-time` in the TOML file. Every source gives values as text.
// Threads:  any; the table is built once and then constant.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/settings.h"

namespace onsale::app {

// How the TOML file and JSON spell a setting's value.
enum class SettingKind : std::uint8_t { kWord, kNumber, kSwitch, kList };

struct Setting {
  // Sets the setting's value from a text, or appends to it if it is a list. The error is a
  // sentence.
  using Set = std::function<std::expected<void, std::string>(Settings&, std::string_view)>;
  using Show = std::function<std::vector<std::string>(const Settings&)>;

  std::string name;
  std::string takes;     // the value's placeholder in the help, e.g. `DURATION`
  std::string meaning;   // what the help says about the setting
  std::string fallback;  // the default or, if `derived`, its description
  SettingKind kind = SettingKind::kWord;
  bool derived = false;  // whether the default depends on other settings
  char separator = ':';  // separates the items of a list in an environment variable
  Set set;
  Show show;               // several values only for a list
  std::string group = {};  // the heading of the help under which the setting is listed

  std::string Flag() const;      // e.g. `--hold-time`
  std::string Variable() const;  // e.g. `ONSALE_HOLD_TIME`
};

std::span<const Setting> SettingsTable();

// What to do instead of a setting that earlier versions had, as the end of a sentence that begins
// with its flag, variable or key. Empty if there was no such setting.
std::string_view InsteadOf(std::string_view name);

}  // namespace onsale::app
