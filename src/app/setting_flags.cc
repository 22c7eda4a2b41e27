#include "app/setting_flags.h"

namespace onsale::app {
namespace {

// A setting's line in the help: its meaning as a sentence, and its default.
std::string HelpLineOf(const Setting& setting) {
  std::string meaning = setting.meaning;
  if (meaning.front() >= 'a' && meaning.front() <= 'z') meaning.front() += 'A' - 'a';
  return meaning + (setting.fallback.empty() ? "" : " [default: " + setting.fallback + "]");
}

}  // namespace

SettingFlags::SettingFlags(CLI::App& command) {
  config_ = command.add_option("--config", config_text_, "A TOML file with settings");
  config_->type_name("FILE");
  for (const Setting& setting : SettingsTable()) Add(command, setting);
  command.footer(
      "Each setting is also a variable (--hold-time is ONSALE_HOLD_TIME) and a key of the TOML\n"
      "file (hold-time = \"5m\"). A flag overrides the variable, the variable overrides the "
      "file.\n"
      "`onsale config` shows the value of every setting and where it comes from.\n\n"
      "Examples:\n"
      "  onsale serve --catalog catalog/*.json\n"
      "  onsale serve --listen 0.0.0.0:8080 --allow-public --host tickets.example \\\n"
      "    --data /var/lib/onsale --catalog sale.json");
}

void SettingFlags::Add(CLI::App& command, const Setting& setting) {
  // CLI11 keeps the address of `values`, so a Flag must not move.
  Flag& flag = *flags_.emplace_back(std::make_unique<Flag>());
  flag.setting = &setting;
  // `meaning` is const: add_flag would store the flag's value in a string that is not const.
  const std::string meaning = HelpLineOf(setting);
  if (setting.kind == SettingKind::kSwitch) {
    flag.option = command.add_flag(setting.Flag(), meaning)->group(setting.group);
    return;
  }
  flag.option = command.add_option(setting.Flag(), flag.values, meaning)->group(setting.group);
  // Each flag takes one value; a list's flag takes several, as a shell's `*.json` gives them, and
  // may be given more than once.
  const bool list = setting.kind == SettingKind::kList;
  flag.option->type_name(setting.takes)->type_size(1)->allow_extra_args(list);
  flag.option->expected(1, list ? CLI::detail::expected_max_vector_size : 1);
}

SettingsSources SettingFlags::Sources(const Invocation& invocation) const {
  SettingsSources sources;
  sources.environment = invocation.environment;
  if (config_->count() > 0) sources.config = config_text_;
  for (const auto& flag : flags_) {
    if (flag->option->count() == 0) continue;
    // A switch may have a value (--allow-public=false); CLI11 reports one without a value as
    // "true".
    sources.flags[flag->setting->name] =
        flag->setting->kind == SettingKind::kSwitch ? flag->option->results() : flag->values;
  }
  return sources;
}

}  // namespace onsale::app
