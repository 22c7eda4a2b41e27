// The flags of all settings, which `serve` and `config` have in common, and the values that CLI11
// parsed for them.
//
// Owner:    CLI11 keeps addresses of members, so the object must not move; it outlives the parsing.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "app/command_line.h"
#include "app/settings_sources.h"
#include "app/settings_table.h"

namespace onsale::app {

class SettingFlags {
 public:
  explicit SettingFlags(CLI::App& command);
  SettingFlags(const SettingFlags&) = delete;
  SettingFlags& operator=(const SettingFlags&) = delete;

  SettingsSources Sources(const Invocation& invocation) const;

 private:
  struct Flag {
    const Setting* setting = nullptr;
    CLI::Option* option = nullptr;
    std::vector<std::string> values;
  };

  void Add(CLI::App& command, const Setting& setting);

  CLI::Option* config_ = nullptr;
  std::string config_text_;
  std::vector<std::unique_ptr<Flag>> flags_;
};

}  // namespace onsale::app
