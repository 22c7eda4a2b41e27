#include "app/command_line.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <ostream>

#include "app/catalog_file.h"
#include "app/settings_report.h"
#include "app/settings_sources.h"

namespace onsale::app {
namespace {

constexpr std::string_view kVersionLine = "onsale " ONSALE_VERSION "\n";

// The flags of `serve` and of `config`, as CLI11 fills them.
class SettingFlags {
 public:
  explicit SettingFlags(CLI::App& command) {
    config_ = command.add_option("--config", config_text_, "A TOML file with settings");
    config_->type_name("FILE");
    for (const Setting& setting : SettingsTable()) Add(command, setting);
    command.footer(
        "Each setting is also a variable (--hold-time is ONSALE_HOLD_TIME) and a key of the TOML\n"
        "file (hold-time = \"5m\"). A flag ranks before the variable, the variable before the "
        "file.\n"
        "`onsale config` shows what is in force and where it came from.");
  }

  SettingsSources Sources(const Invocation& invocation) const {
    SettingsSources sources;
    sources.environment = invocation.environment;
    if (config_->count() > 0) sources.config = config_text_;
    for (const auto& flag : flags_) {
      if (flag->option->count() == 0) continue;
      sources.flags[flag->setting->name] = flag->setting->kind == SettingKind::kSwitch
                                               ? std::vector<std::string>{"true"}
                                               : flag->values;
    }
    return sources;
  }

 private:
  struct Flag {
    const Setting* setting = nullptr;
    CLI::Option* option = nullptr;
    std::vector<std::string> values;
  };

  void Add(CLI::App& command, const Setting& setting) {
    // CLI11 keeps the address of `values`: it must not move.
    Flag& flag = *flags_.emplace_back(std::make_unique<Flag>());
    flag.setting = &setting;
    // Const: CLI11 takes a string that it could change for the place where a flag's value goes.
    const std::string meaning =
        setting.meaning + (setting.fallback.empty() ? "" : " [default: " + setting.fallback + "]");
    if (setting.kind == SettingKind::kSwitch) {
      flag.option = command.add_flag(setting.Flag(), meaning);
      return;
    }
    flag.option = command.add_option(setting.Flag(), flag.values, meaning);
    // One value after each flag; only a list may be given more than once.
    flag.option->type_name(setting.takes)->type_size(1)->allow_extra_args(false);
    flag.option->expected(
        1, setting.kind == SettingKind::kList ? CLI::detail::expected_max_vector_size : 1);
  }

  CLI::Option* config_ = nullptr;
  std::string config_text_;
  std::vector<std::unique_ptr<Flag>> flags_;
};

int Complain(const std::vector<std::string>& mistakes, std::ostream& err, int status) {
  for (const std::string& mistake : mistakes) err << "onsale: " << mistake << '\n';
  return status;
}

int RunServe(const SettingsSources& sources, const Surroundings& surroundings) {
  const auto resolved = ResolveSettings(sources);
  if (!resolved) return Complain(resolved.error(), surroundings.err, kExitUsage);
  const base::SystemClock clock;
  Log log({resolved->settings.log_format, resolved->settings.log_level}, clock);
  return surroundings.serve(resolved->settings, log);
}

int RunConfig(const SettingsSources& sources, bool as_json, const Surroundings& surroundings) {
  const auto resolved = ResolveSettings(sources);
  if (!resolved) return Complain(resolved.error(), surroundings.err, kExitUsage);
  surroundings.out << (as_json ? ReportAsJson(resolved->in_force)
                               : ReportAsText(resolved->in_force));
  return kExitDone;
}

int RunCatalogCheck(const std::vector<std::string>& names, const Surroundings& surroundings) {
  const std::vector<std::filesystem::path> files(names.begin(), names.end());
  const auto contents = ReadCatalogFiles(files, {});
  if (contents) {
    surroundings.out << Summarize(*contents);
    return kExitDone;
  }
  for (const std::string& line : contents.error()) surroundings.err << line << '\n';
  const std::size_t mistakes = contents.error().size();
  surroundings.err << mistakes << (mistakes == 1 ? " mistake\n" : " mistakes\n");
  return kExitFailed;
}

}  // namespace

int RunCommandLine(const Invocation& invocation, const Surroundings& surroundings) {
  CLI::App program("Onsale sells concert tickets.", "onsale");
  program.require_subcommand(1);
  program.set_version_flag("--version",
                           std::string(kVersionLine.substr(0, kVersionLine.size() - 1)));

  CLI::App& serve = *program.add_subcommand("serve", "Run the server");
  const SettingFlags serve_flags(serve);
  CLI::App& config =
      *program.add_subcommand("config", "Show the settings in force and their origin");
  const SettingFlags config_flags(config);
  bool as_json = false;
  config.add_flag("--json", as_json, "As JSON");

  CLI::App& catalog = *program.add_subcommand("catalog", "Work with catalogue files");
  catalog.require_subcommand(1);
  CLI::App& check = *catalog.add_subcommand("check", "Report every mistake in catalogue files");
  std::vector<std::string> files;
  check.add_option("FILE", files, "Catalogue files, read in this order")->required();
  CLI::App& version = *program.add_subcommand("version", "Print the version");

  try {
    // CLI11 takes them last to first.
    program.parse(std::vector(invocation.arguments.rbegin(), invocation.arguments.rend()));
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
      program.exit(error, surroundings.out, surroundings.err);  // --help, --version
      return kExitDone;
    }
    return Complain({std::string(error.what()) + " (--help says more)"}, surroundings.err,
                    kExitUsage);
  }
  if (version.parsed()) {
    surroundings.out << kVersionLine;
    return kExitDone;
  }
  if (check.parsed()) return RunCatalogCheck(files, surroundings);
  if (config.parsed()) return RunConfig(config_flags.Sources(invocation), as_json, surroundings);
  return RunServe(serve_flags.Sources(invocation), surroundings);
}

}  // namespace onsale::app
