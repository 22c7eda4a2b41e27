#include "app/command_line.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <ostream>

#include "app/audit.h"
#include "app/catalog_file.h"
#include "app/clock_command.h"
#include "app/rehearse.h"
#include "app/setting_values.h"
#include "app/settings_report.h"
#include "app/settings_sources.h"
#include "app/store_command.h"
#include "app/token_key_command.h"
#include "app/usage.h"
#include "app/verify_draw.h"

namespace onsale::app {
namespace {

constexpr std::string_view kVersionLine = "onsale " ONSALE_VERSION "\n";
constexpr const char* kAllowInsecureMeaning =
    "Allow a PostgreSQL server on another machine whose certificate is not verified";

// The flags of all settings, which `serve` and `config` have in common, and the values that CLI11
// parsed for them.
class SettingFlags {
 public:
  explicit SettingFlags(CLI::App& command) {
    config_ = command.add_option("--config", config_text_, "A TOML file with settings");
    config_->type_name("FILE");
    for (const Setting& setting : SettingsTable()) Add(command, setting);
    command.footer(
        "Each setting is also a variable (--hold-time is ONSALE_HOLD_TIME) and a key of the TOML\n"
        "file (hold-time = \"5m\"). A flag overrides the variable, the variable overrides the "
        "file.\n"
        "`onsale config` shows the value of every setting and where it comes from.");
  }

  SettingsSources Sources(const Invocation& invocation) const {
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

 private:
  struct Flag {
    const Setting* setting = nullptr;
    CLI::Option* option = nullptr;
    std::vector<std::string> values;
  };

  void Add(CLI::App& command, const Setting& setting) {
    // CLI11 keeps the address of `values`, so a Flag must not move.
    Flag& flag = *flags_.emplace_back(std::make_unique<Flag>());
    flag.setting = &setting;
    // `meaning` is const: add_flag would store the flag's value in a string that is not const.
    const std::string meaning =
        setting.meaning + (setting.fallback.empty() ? "" : " [default: " + setting.fallback + "]");
    if (setting.kind == SettingKind::kSwitch) {
      flag.option = command.add_flag(setting.Flag(), meaning);
      return;
    }
    flag.option = command.add_option(setting.Flag(), flag.values, meaning);
    // Each flag takes one value; only a list's flag may be given more than once.
    flag.option->type_name(setting.takes)->type_size(1)->allow_extra_args(false);
    flag.option->expected(
        1, setting.kind == SettingKind::kList ? CLI::detail::expected_max_vector_size : 1);
  }

  CLI::Option* config_ = nullptr;
  std::string config_text_;
  std::vector<std::unique_ptr<Flag>> flags_;
};

// Prints each line to `err`; returns `status`.
int Complain(const std::vector<std::string>& mistakes, std::ostream& err, int status) {
  for (const std::string& mistake : mistakes) err << "onsale: " << mistake << '\n';
  return status;
}

int RunServe(const SettingsSources& sources, const CommandStreams& streams) {
  const auto resolved = ResolveSettings(sources);
  if (!resolved) return Complain(resolved.error(), streams.err, kExitUsage);
  const base::SystemClock clock;
  Log log({resolved->settings.log_format, resolved->settings.log_level}, clock);
  for (const std::string& warning : resolved->warnings)
    log.Warn("settings", {{"warning", warning}});
  return streams.serve(resolved->settings, log);
}

int RunConfig(const SettingsSources& sources, bool as_json, const CommandStreams& streams) {
  const auto resolved = ResolveSettings(sources);
  if (!resolved) return Complain(resolved.error(), streams.err, kExitUsage);
  Complain(resolved->warnings, streams.err, kExitDone);
  streams.out << (as_json ? ReportAsJson(resolved->in_force) : ReportAsText(resolved->in_force));
  return kExitDone;
}

int RunCatalogCheck(const std::vector<std::string>& names, const CommandStreams& streams) {
  std::vector<std::filesystem::path> files;
  for (const std::string& name : names) {
    auto path = ParsePath(name);
    if (!path) return Complain({"FILE: " + path.error()}, streams.err, kExitUsage);
    files.push_back(*std::move(path));
  }
  const auto contents = ReadCatalogFiles(files, {});
  if (contents) {
    streams.out << Summarize(contents->spec);
    for (const std::string& line : contents->warnings) streams.err << "warning: " << line << '\n';
    for (const std::string& sentence :
         SalesAfterTheirRooms(contents->spec, base::SystemClock().Now())) {
      streams.err << "warning: " << sentence << '\n';
    }
    return kExitDone;
  }
  for (const std::string& line : contents.error()) streams.err << line << '\n';
  const std::size_t mistakes = contents.error().size();
  streams.err << mistakes << (mistakes == 1 ? " mistake\n" : " mistakes\n");
  return kExitFailed;
}

const CLI::App& AddAudit(CLI::App& program, AuditTask& task) {
  CLI::App& audit =
      *program.add_subcommand("audit", "Check the stored data of a sale against its rules");
  audit.add_option("--data", task.data, "The data directory of a sale whose server is stopped")
      ->type_name("DIR");
  audit
      .add_option("--store", task.store,
                  "The database of a sale in PostgreSQL, running or stopped: postgresql://...")
      ->type_name("URL");
  audit.add_flag("--allow-insecure-store", task.allow_insecure_store, kAllowInsecureMeaning);
  audit.add_option("--url", task.url, "A running server, such as http://127.0.0.1:8080")
      ->type_name("URL");
  audit
      .add_option("--operator-key-file", task.operator_key_file, "The operator key of that server")
      ->type_name("FILE");
  audit.add_flag("--json", task.as_json, "Print JSON");
  audit.footer(
      "Exit status: 0 if every check passes, 1 on violations or damage, 2 if the audit could not "
      "run.");
  return audit;
}

const CLI::App& AddStore(CLI::App& program, StoreTask& task) {
  CLI::App& store = *program.add_subcommand("store", "Create or update the tables in PostgreSQL");
  store.require_subcommand(1);
  for (const auto& [name, meaning] :
       {std::pair("init", "Create the tables of a sale if they do not exist"),
        std::pair("migrate", "Update the tables that an earlier version created")}) {
    CLI::App& command = *store.add_subcommand(name, meaning);
    command.add_option("--store", task.url, "postgresql://user@host/database")
        ->required()
        ->envname("ONSALE_STORE")
        ->type_name("URL");
    command.add_flag("--allow-insecure-store", task.allow_insecure, kAllowInsecureMeaning);
  }
  store.footer("`onsale serve --store` does the same when it starts.");
  return store;
}

struct KeyVerb {
  const char* name;
  const char* meaning;
  std::optional<KeyChange> change;
};
constexpr KeyVerb kKeyVerbs[] = {
    {"new", "Create the key file if there is none; queue tokens issued before become invalid",
     KeyChange::kNew},
    {"rotate", "Create a new sealing key; the previous key still opens tokens. For one server",
     KeyChange::kRotate},
    {"add", "Create a key that only opens tokens: the first step with several nodes",
     KeyChange::kAdd},
    {"switch", "Seal tokens with the key that only opened them: the second step",
     KeyChange::kSwitch},
    {"drop", "Remove the key that only opens tokens; its tokens become invalid", KeyChange::kDrop},
    {"reload", "Make a running server read its token key file again", std::nullopt}};

const CLI::App& AddTokenKey(CLI::App& program, TokenKeyTask& task) {
  CLI::App& token_key =
      *program.add_subcommand("token-key", "Change the key that seals queue tokens");
  token_key.require_subcommand(1);
  for (const KeyVerb& verb : kKeyVerbs) {
    CLI::App& command = *token_key.add_subcommand(verb.name, verb.meaning);
    command.callback([&task, &verb] { task.change = verb.change; });
    if (verb.change) {
      command
          .add_option("--data", task.data,
                      "The data directory of the sale; its file token.key is used")
          ->type_name("DIR");
      command.add_option("--token-key-file", task.file, "The token key file")->type_name("FILE");
    }
    if (verb.change == KeyChange::kRotate || verb.change == KeyChange::kAdd) {
      command.add_flag("--drop-older", task.drop_older,
                       "Remove the key that only opens tokens, if there is one");
    }
    if (verb.change == KeyChange::kNew) {
      command
          .add_option(
              "--store", task.store,
              "The database of a sale that is to use the new key; all its nodes are stopped")
          ->type_name("URL");
      command.add_flag("--allow-insecure-store", task.allow_insecure_store, kAllowInsecureMeaning);
      continue;
    }
    command.add_option("--url", task.url, "The running server, such as http://127.0.0.1:8080")
        ->type_name("URL");
    command
        .add_option("--operator-key-file", task.operator_key_file,
                    "The operator key of that server")
        ->type_name("FILE");
  }
  token_key.footer("docs/operating.md, \"Changing the token key\", explains when to use which.");
  return token_key;
}

const CLI::App& AddClock(CLI::App& program, ClockTask& task) {
  CLI::App& clock = *program.add_subcommand("clock", "Work with the clock of a running server");
  clock.require_subcommand(1);
  CLI::App& accept =
      *clock.add_subcommand("accept", "Continue a sale whose clock was set ahead or is behind");
  accept.add_option("--url", task.url, "The running server, such as http://127.0.0.1:8080")
      ->required()
      ->type_name("URL");
  accept
      .add_option("--operator-key-file", task.operator_key_file, "The operator key of that server")
      ->required()
      ->type_name("FILE");
  accept.footer(
      "Read docs/operating.md, \"Clocks\", first: what ends by the clock's time ends for good.");
  return accept;
}

// Runs `onsale store`. Reads ONSALE_ALLOW_INSECURE_STORE here: CLI11 would read the variable for
// every subcommand, and a wrong value would make all of them fail.
int RunStore(StoreTask& task, const Invocation& invocation, const CommandStreams& streams) {
  const auto variable = invocation.environment.find("ONSALE_ALLOW_INSECURE_STORE");
  if (!task.allow_insecure && variable != invocation.environment.end()) {
    const auto allowed = ParseSwitch(variable->second);
    if (!allowed) {
      return Complain({variable->first + ": " + allowed.error()}, streams.err, kExitUsage);
    }
    task.allow_insecure = *allowed;
  }
  return PrepareStore(task, {streams.out, streams.err});
}

const CLI::App& AddVerifyDraw(CLI::App& program, VerifyDrawTask& task) {
  CLI::App& verify = *program.add_subcommand("verify-draw", "Recompute a published draw");
  verify.add_option("--draw", task.draw_file, "The response of GET /v1/rooms/ROOM/draw")
      ->required()
      ->type_name("FILE");
  verify.add_option("--entries", task.entries_file, "All lines of GET /v1/rooms/ROOM/draw/entries")
      ->required()
      ->type_name("FILE");
  verify.add_option("--entry", task.entry, "Print the rank of this entry")
      ->check(CLI::PositiveNumber)
      ->type_name("N");
  verify.add_flag("--order", task.whole_order, "Print all entries in the drawn order");
  verify.footer(
      "Exit status: 0 if the draw is as announced, 1 if not, 2 if a file cannot be read.");
  return verify;
}

}  // namespace

int RunCommandLine(const Invocation& invocation, const CommandStreams& streams) {
  CLI::App program("Onsale sells concert tickets.", "onsale");
  program.require_subcommand(1);
  program.set_version_flag("--version",
                           std::string(kVersionLine.substr(0, kVersionLine.size() - 1)));

  CLI::App& serve = *program.add_subcommand("serve", "Run the server");
  const SettingFlags serve_flags(serve);
  CLI::App& config =
      *program.add_subcommand("config", "Show the value and the origin of every setting");
  const SettingFlags config_flags(config);
  bool as_json = false;
  config.add_flag("--json", as_json, "Print JSON");

  CLI::App& catalog = *program.add_subcommand("catalog", "Work with catalogue files");
  catalog.require_subcommand(1);
  CLI::App& check = *catalog.add_subcommand("check", "Report every mistake in catalogue files");
  std::vector<std::string> files;
  check.add_option("FILE", files, "Catalogue files, read in this order")->required();
  AuditTask audit_task;
  const CLI::App& audit = AddAudit(program, audit_task);
  CLI::App& rehearse = *program.add_subcommand(
      "rehearse", "Send simulated buyers to a running server, then audit the sale");
  RehearseFlags rehearse_flags;
  rehearse_flags.AddTo(rehearse);
  StoreTask store_task;
  const CLI::App& store = AddStore(program, store_task);
  TokenKeyTask token_key_task;
  const CLI::App& token_key = AddTokenKey(program, token_key_task);
  ClockTask clock_task;
  const CLI::App& accept_clock = AddClock(program, clock_task);
  VerifyDrawTask verify_draw_task;
  const CLI::App& verify_draw = AddVerifyDraw(program, verify_draw_task);
  CLI::App& version = *program.add_subcommand("version", "Print the version");

  try {
    // CLI11 takes a vector of arguments from the last to the first.
    program.parse(std::vector(invocation.arguments.rbegin(), invocation.arguments.rend()));
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
      program.exit(error, streams.out, streams.err);  // prints the help or the version
      return kExitDone;
    }
    return Complain({UsageMistake(error, program, invocation.arguments)}, streams.err, kExitUsage);
  }
  if (version.parsed()) {
    streams.out << kVersionLine;
    return kExitDone;
  }
  if (audit.parsed()) return Audit(audit_task, {streams.out, streams.err});
  if (store.parsed()) return RunStore(store_task, invocation, streams);
  if (token_key.parsed()) {
    return ManageTokenKey(token_key_task, {streams.out, streams.err});
  }
  if (accept_clock.parsed()) return AcceptClock(clock_task, {streams.out, streams.err});
  if (verify_draw.parsed()) {
    return VerifyDraw(verify_draw_task, {streams.out, streams.err});
  }
  if (check.parsed()) return RunCatalogCheck(files, streams);
  if (rehearse.parsed()) {
    return Rehearse(rehearse_flags, {streams.out, streams.err});
  }
  if (config.parsed()) return RunConfig(config_flags.Sources(invocation), as_json, streams);
  return RunServe(serve_flags.Sources(invocation), streams);
}

}  // namespace onsale::app
