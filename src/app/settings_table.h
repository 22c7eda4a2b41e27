// The one table of settings: flags, variables, keys, help and checks all follow from it.
//
// Shape:    setting `hold-time` is the flag `--hold-time`, the variable `ONSALE_HOLD_TIME` and the
//           key `hold-time` in the TOML file. Every value passes through its text.
// Threads:  any; the table is built once and constant.
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

// How a setting is written in TOML and JSON.
enum class SettingKind : std::uint8_t { kWord, kNumber, kSwitch, kList };

struct Setting {
  // Puts one text into the settings (a list: appends it), or says what is wrong with it.
  using Set = std::function<std::expected<void, std::string>(Settings&, std::string_view)>;
  using Show = std::function<std::vector<std::string>(const Settings&)>;

  std::string name;
  std::string takes;     // what stands for the value in the help: `DURATION`
  std::string meaning;   // half a sentence
  std::string fallback;  // the default; for people only if `derived`
  SettingKind kind = SettingKind::kWord;
  bool derived = false;  // the default follows from other settings
  char separator = ':';  // between a list's texts in a variable
  Set set;
  Show show;  // one text, or those of the list

  std::string Flag() const;      // `--hold-time`
  std::string Variable() const;  // `ONSALE_HOLD_TIME`
};

std::span<const Setting> SettingsTable();

}  // namespace onsale::app
