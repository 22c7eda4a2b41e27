#include "app/commands.h"

#include <filesystem>
#include <ostream>

#include "app/catalog_file.h"
#include "app/help.h"
#include "app/setting_values.h"
#include "app/settings_report.h"
#include "app/usage.h"
#include "app/version.h"

namespace onsale::app {
namespace {

constexpr std::string_view kVersionLine = "onsale " ONSALE_VERSION "\n";
constexpr std::size_t kNameWidth = 32;  // of commands and flags in the help

// Prints each line to `err`; returns `status`.
int ComplainOfAll(const std::vector<std::string>& mistakes, std::ostream& err, int status) {
  for (const std::string& mistake : mistakes) err << "onsale: " << mistake << '\n';
  return status;
}

// Whether colours are wanted. Source: https://no-color.org
bool WantsColors(const Invocation& invocation) {
  const auto no_color = invocation.environment.find("NO_COLOR");
  return no_color == invocation.environment.end() || no_color->second.empty();
}

int RunServe(const SettingsSources& sources, const Invocation& invocation,
             const CommandStreams& streams) {
  const auto resolved = ResolveSettings(sources);
  if (!resolved) return ComplainOfAll(resolved.error(), streams.err, kExitUsage);
  const base::SystemClock clock;
  Log log({.format = resolved->settings.log_format,
           .level = resolved->settings.log_level,
           .colors = WantsColors(invocation)},
          clock);
  for (const std::string& warning : resolved->warnings)
    log.Warn("settings", {{"warning", warning}});
  Settings settings = resolved->settings;
  settings.sources = std::make_shared<const SettingsSources>(sources);
  return streams.serve(settings, log);
}

int RunConfig(const SettingsSources& sources, bool as_json, const CommandStreams& streams) {
  const auto resolved = ResolveSettings(sources);
  if (!resolved) return ComplainOfAll(resolved.error(), streams.err, kExitUsage);
  ComplainOfAll(resolved->warnings, streams.err, kExitDone);
  streams.out << (as_json ? ReportAsJson(resolved->in_force) : ReportAsText(resolved->in_force));
  return kExitDone;
}

int RunCatalogCheck(const std::vector<std::string>& names, const CommandStreams& streams) {
  std::vector<std::filesystem::path> files;
  for (const std::string& name : names) {
    auto path = ParsePath(name);
    if (!path) return ComplainOfAll({"FILE: " + path.error()}, streams.err, kExitUsage);
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

// Runs `onsale store`. Reads ONSALE_ALLOW_INSECURE_STORE here: CLI11 would read the variable for
// every subcommand, and a wrong value would make all of them fail.
int RunStore(StoreTask& task, const Invocation& invocation, const CommandStreams& streams) {
  const auto variable = invocation.environment.find("ONSALE_ALLOW_INSECURE_STORE");
  if (!task.allow_insecure && variable != invocation.environment.end()) {
    const auto allowed = ParseSwitch(variable->second);
    if (!allowed) {
      return ComplainOfAll({variable->first + ": " + allowed.error()}, streams.err, kExitUsage);
    }
    task.allow_insecure = *allowed;
  }
  return PrepareStore(task, {streams.out, streams.err});
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

void AddKeyFlags(CLI::App& command, const KeyVerb& verb, TokenKeyTask& task) {
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
        .add_option("--store", task.store,
                    "The database of a sale that is to use the new key; all its nodes are stopped")
        ->type_name("URL");
    command.add_flag("--allow-insecure-store", task.allow_insecure_store, kAllowInsecureMeaning);
    return;
  }
  command
      .add_option("--url", task.url,
                  "The operator's address of the running server, such as http://127.0.0.1:8081")
      ->type_name("URL");
  command.add_option("--key-file", task.key_file, "An access key of that server")
      ->type_name("FILE");
}

}  // namespace

Commands::Commands(const Invocation& invocation, const CommandStreams& streams)
    : invocation_(invocation),
      streams_(streams),
      program_("Onsale sells concert tickets.", "onsale"),
      group_("Run a sale") {
  program_.get_formatter()->column_width(kNameWidth);
  program_.require_subcommand(1);
  program_.set_version_flag("--version",
                            std::string(kVersionLine.substr(0, kVersionLine.size() - 1)),
                            "Print the version");
  program_.footer(
      "`onsale help COMMAND` explains a command and gives examples.\n"
      "Exit status: 0 done; 1 a check failed, or the server did; 2 wrong usage or settings.");
  AddServer();
  AddDemo();
  AddConfig();
  AddCatalog();
  group_ = "Operate a running sale";
  AddStatus();
  AddHealth();
  AddRoom();
  AddLimits();
  AddKey();
  group_ = "Check a sale";
  AddAudit();
  AddRehearse();
  AddVerifyDraw();
  group_ = "Maintain a sale";
  AddBackup();
  AddRestore();
  AddStore();
  AddTokenKey();
  AddClock();
  group_ = "About onsale";
  AddAboutItself();
}

int Commands::Run() {
  for (const auto& [command, run] : runs_) {
    if (!command->parsed()) continue;
    WarnOfClearText(*command);
    return run();
  }
  return kExitUsage;  // CLI11 requires a command, and each has a run
}

// Once for each command, however often it calls the server.
void Commands::WarnOfClearText(const CLI::App& command) const {
  for (const auto& [caller, url] : called_) {
    if (caller != &command) continue;
    if (const auto warning = ClearTextWarning(*url)) {
      streams_.err << "onsale: warning: " << *warning << '\n';
      return;
    }
  }
}

CLI::App& Commands::AddCommand(CLI::App& above, const std::string& name,
                               const std::string& meaning) {
  CLI::App& command = *above.add_subcommand(name, meaning);
  command.group(&above == &program_ ? group_ : "Commands");
  return command;
}

CLI::App& Commands::AddCommand(CLI::App& above, const std::string& name, const std::string& meaning,
                               std::function<int()> run) {
  CLI::App& command = AddCommand(above, name, meaning);
  runs_.emplace_back(&command, std::move(run));
  return command;
}

int Commands::Complain(const std::string& sentence) {
  return ComplainOfAll({sentence}, streams_.err, kExitUsage);
}

void Commands::AddServer() {
  CLI::App& serve = AddCommand(program_, "serve", "Run the server", [this] {
    return RunServe(serve_flags_->Sources(invocation_), invocation_, streams_);
  });
  serve_flags_ = std::make_unique<SettingFlags>(serve);
}

void Commands::AddHealth() {
  CLI::App& health = AddCommand(program_, "health", "Ask a server whether it is ready",
                                [this] { return AskHealth(health_, streams_); });
  health_.AddTo(health);
}

void Commands::AddDemo() {
  CLI::App& demo = AddCommand(
      program_, "demo", "Show a sale: a server, a crowd, and a page with a phone and the console",
      [this] { return RunDemo(demo_, {streams_.out, streams_.err, WantsColors(invocation_)}); });
  demo_.AddTo(demo);
}

void Commands::AddConfig() {
  CLI::App& config = AddCommand(
      program_, "config", "Show the value and the origin of every setting",
      [this] { return RunConfig(config_flags_->Sources(invocation_), config_as_json_, streams_); });
  config_flags_ = std::make_unique<SettingFlags>(config);
  config.add_flag("--json", config_as_json_, "Print JSON");
}

void Commands::AddCatalog() {
  CLI::App& catalog = AddCommand(program_, "catalog", "Work with catalogue files");
  catalog.require_subcommand(1);
  CLI::App& check = AddCommand(catalog, "check", "Report every mistake in catalogue files",
                               [this] { return RunCatalogCheck(catalog_files_, streams_); });
  check.add_option("FILE", catalog_files_, "Catalogue files, read in this order")
      ->required()
      ->option_text(" ");
  CLI::App& init = AddCommand(catalog, "init", "Write a small catalogue to begin with", [this] {
    return WriteFirstCatalog(catalog_to_write_, {streams_.out, streams_.err});
  });
  init.add_option("FILE", catalog_to_write_, "The file to create [default: print it]")
      ->option_text(" ");
  init.footer("Example:\n  onsale catalog init sale.json && onsale catalog check sale.json");
  CLI::App& apply = AddCommand(catalog, "apply", "Load a catalogue file into a running sale",
                               [this] { return ApplyCatalog(apply_, invocation_, streams_); });
  apply.add_option("FILE", apply_.file, "The catalogue file")->required()->option_text(" ");
  apply.add_flag("--dry-run", apply_.dry_run, "Change nothing; say what would change");
  AddTarget(apply, apply_.target);
  apply.footer("Example:\n  onsale catalog apply sale.json --dry-run --key-file owner.key");
  CLI::App& draw =
      AddCommand(catalog, "draw", "Draw a chart, to see whether the seats are where they belong",
                 [this] { return DrawCatalog(drawing_, {streams_.out, streams_.err}); });
  draw.add_option("FILE", drawing_.files, "Catalogue files, read in this order")
      ->required()
      ->option_text(" ");
  draw.add_option("--svg", drawing_.svg, "The SVG file to write; - is standard output")
      ->required()
      ->option_text("FILE");
  draw.add_option("--chart", drawing_.chart, "The id of the chart, if there are several")
      ->option_text("ID");
  draw.footer("Example:\n  onsale catalog draw catalog/arena.json --svg arena.svg");
}

void Commands::AddAudit() {
  CLI::App& audit =
      AddCommand(program_, "audit", "Check the stored data of a sale against its rules",
                 [this] { return Audit(audit_, invocation_, {streams_.out, streams_.err}); });
  audit.add_option("--data", audit_.data, "The data directory of a sale whose server is stopped")
      ->type_name("DIR");
  audit
      .add_option("--store", audit_.store,
                  "The database of a sale in PostgreSQL, running or stopped: postgresql://...")
      ->type_name("URL");
  audit.add_flag("--allow-insecure-store", audit_.allow_insecure_store, kAllowInsecureMeaning);
  audit
      .add_option("--url", audit_.url,
                  "The operator's address of a running server, such as http://127.0.0.1:8081")
      ->type_name("URL");
  audit.add_option("--key-file", audit_.key_file, "An access key of that server")
      ->type_name("FILE");
  audit.add_flag("--json", audit_.as_json, "Print JSON");
  called_.emplace_back(&audit, &audit_.url);
  audit.footer(
      "Exit status: 0 if every check passes, 1 on violations or damage, 2 if the audit could not "
      "run.\n\n"
      "Examples:\n"
      "  onsale audit --data ./data\n"
      "  onsale audit --url http://127.0.0.1:8081 --key-file owner.key");
}

void Commands::AddBackup() {
  CLI::App& backup = AddCommand(program_, "backup", "Copy a running sale, without stopping it");
  CLI::App& verify = AddCommand(backup, "verify", "Check a copy and audit what is in it",
                                [this] { return VerifyBackup(verify_, streams_); });
  runs_.emplace_back(&backup, [this] { return Backup(backup_, invocation_, streams_); });
  backup_.AddTo(backup);
  verify_.AddTo(verify);
  called_.emplace_back(&backup, &backup_.server.url);
}

void Commands::AddRestore() {
  restore_.AddTo(AddCommand(program_, "restore", "Bring a sale back from a copy",
                            [this] { return Restore(restore_, streams_); }));
}

void Commands::AddRehearse() {
  CLI::App& rehearse = AddCommand(
      program_, "rehearse", "Send simulated buyers to a running server, then audit the sale",
      [this] { return Rehearse(rehearse_, invocation_, {streams_.out, streams_.err}); });
  rehearse_.AddTo(rehearse);
  called_.emplace_back(&rehearse, &rehearse_.url);
  called_.emplace_back(&rehearse, &rehearse_.operator_url);
}

void Commands::AddStore() {
  CLI::App& store = AddCommand(program_, "store", "Create or update the tables in PostgreSQL");
  store.require_subcommand(1);
  for (const auto& [name, meaning] :
       {std::pair("init", "Create the tables of a sale if they do not exist"),
        std::pair("migrate", "Update the tables that an earlier version created")}) {
    CLI::App& command = AddCommand(store, name, meaning,
                                   [this] { return RunStore(store_, invocation_, streams_); });
    command.add_option("--store", store_.url, "postgresql://user@host/database")
        ->required()
        ->envname("ONSALE_STORE")
        ->type_name("URL");
    command.add_flag("--allow-insecure-store", store_.allow_insecure, kAllowInsecureMeaning);
    AddKeyEnvironment(command, store_.environment);
  }
  store.footer(
      "`onsale serve --store` makes the same tables when it starts. Only `onsale store` prints "
      "the\n"
      "first owner key.");
}

void Commands::AddTokenKey() {
  CLI::App& token_key = AddCommand(program_, "token-key", "Change the key that seals queue tokens");
  token_key.require_subcommand(1);
  for (const KeyVerb& verb : kKeyVerbs) {
    CLI::App& command = AddCommand(token_key, verb.name, verb.meaning, [this, &verb] {
      token_key_.change = verb.change;
      return ManageTokenKey(token_key_, invocation_, streams_);
    });
    AddKeyFlags(command, verb, token_key_);
    called_.emplace_back(&command, &token_key_.url);
  }
  token_key.footer("docs/token-key.md explains when to use which.");
}

void Commands::AddClock() {
  CLI::App& clock = AddCommand(program_, "clock", "Work with the clock of a running server");
  clock.require_subcommand(1);
  CLI::App& accept =
      AddCommand(clock, "accept", "Continue a sale whose clock was set ahead or is behind",
                 [this] { return AcceptClock(status_, invocation_, streams_); });
  AddTarget(accept, status_);
  accept.footer("Read docs/clocks.md first: what ends by the clock's time ends for good.");
}

void Commands::AddTarget(CLI::App& command, OperatorTarget& target) {
  target.AddTo(command);
  called_.emplace_back(&command, &target.url);
}

void Commands::AddStatus() {
  CLI::App& status = AddCommand(program_, "status", "Show the sale on one screen", [this] {
    return RunStatus(status_, status_watch_, invocation_, streams_);
  });
  AddTarget(status, status_);
  status.add_flag("--watch", status_watch_, "Show it again every two seconds, until Ctrl-C");
  CLI::App& buyer = AddCommand(program_, "buyer", "Look up a buyer");
  buyer.require_subcommand(1);
  CLI::App& show = AddCommand(buyer, "show", "Show a buyer's balance and newest 100 reservations",
                              [this] { return ShowBuyer(status_, buyer_, invocation_, streams_); });
  show.add_option("ID", buyer_, "The user id")->required()->option_text(" ");
  AddTarget(show, status_);
  CLI::App& booking = AddCommand(program_, "booking", "Look up a booking");
  booking.require_subcommand(1);
  CLI::App& number =
      AddCommand(booking, "show", "Show the reservation with a booking number",
                 [this] { return ShowBooking(status_, booking_, invocation_, streams_); });
  number.add_option("NUMBER", booking_, "The booking number, such as CMP5-ZVRF")
      ->required()
      ->option_text(" ");
  AddTarget(number, status_);
  CLI::App& exports =
      AddCommand(program_, "export",
                 "Print bookings, reservations, payments, the ledger or queue tokens as a table",
                 [this] { return Export(export_, invocation_, streams_); });
  export_.AddTo(exports);
  called_.emplace_back(&exports, &export_.target.url);
}

void Commands::AddRoom() {
  CLI::App& room = AddCommand(program_, "room", "Show and change waiting rooms");
  room.require_subcommand(1);
  for (const auto& [name, meaning] :
       {std::pair("list", "List the rooms"), std::pair("show", "Show a room and its policy"),
        std::pair("open", "Open a room"),
        std::pair("pause", "Admit nobody for now; the order stays"),
        std::pair("close", "Admit nobody any more; running turns continue"),
        std::pair("set", "Change a room's policy"),
        std::pair("schedule", "Open a room at a time")}) {
    const std::string verb = name;
    CLI::App& command = AddCommand(room, verb, meaning, [this, verb] {
      room_.verb = verb;
      return RunRoom(room_, invocation_, streams_);
    });
    AddTarget(command, room_.target);
    if (verb == "list") continue;
    command.add_option("ROOM", room_.room, "The room, such as main")->required()->option_text(" ");
    if (verb == "set") {
      command
          .add_option("MEMBER", room_.members, "NAME=VALUE, as the API or a catalogue writes it")
          ->required()
          ->option_text(" ");
      command.footer("Example:\n  onsale room set main capacity=500 activeTime=10m");
    }
    if (verb == "schedule") {
      command.add_option("TIME", room_.opens_at, "As 2027-04-01T20:00:00+09:00")
          ->required()
          ->option_text(" ");
    }
    if (verb != "show") command.add_flag("--yes", room_.yes, "Do not ask");
  }
}

void Commands::AddLimits() {
  CLI::App& limits =
      AddCommand(program_, "limits", "Show the limits of callers, or change their mode",
                 [this] { return RunLimits(status_, limit_change_, invocation_, streams_); });
  limits
      .add_option("MODE", limit_change_.mode,
                  "off, log or on, until the server's next start [default: show the limits]")
      ->option_text(" ");
  limits
      .add_option("--challenge", limit_change_.challenge,
                  "off, pressure or always: whether new buyers first solve a challenge")
      ->option_text("MODE");
  AddTarget(limits, status_);
  limits.footer("Example:\n  onsale limits on --key-file owner.key");
}

void Commands::AddKey() {
  CLI::App& key = AddCommand(program_, "key", "Make, list, rotate and revoke access keys");
  key.require_subcommand(1);
  for (const auto& [name, meaning] :
       {std::pair("add", "Make a key and print it, once"), std::pair("list", "List the keys"),
        std::pair("rotate", "Give a key a new secret and print it, once"),
        std::pair("revoke", "End a key")}) {
    const std::string verb = name;
    CLI::App& command = AddCommand(key, verb, meaning, [this, verb] {
      key_.verb = verb;
      return RunKey(key_, invocation_, streams_);
    });
    key_.AddTo(command, verb);
    called_.emplace_back(&command, &key_.target.url);
  }
  recover_.AddTo(
      AddCommand(key, "recover", "Make an owner key, if all are lost, and print it, once",
                 [this] { return RecoverOwnerKey(recover_, {streams_.out, streams_.err}); }));
  key.footer("docs/keys.md says what each scope allows, and how to rotate a key.");
}

void Commands::AddVerifyDraw() {
  CLI::App& verify = AddCommand(program_, "verify-draw", "Recompute a published draw", [this] {
    return VerifyDraw(verify_draw_, {streams_.out, streams_.err});
  });
  verify.add_option("--draw", verify_draw_.draw_file, "The response of GET /v1/rooms/ROOM/draw")
      ->required()
      ->type_name("FILE");
  verify
      .add_option("--entries", verify_draw_.entries_file,
                  "All lines of GET /v1/rooms/ROOM/draw/entries")
      ->required()
      ->type_name("FILE");
  verify.add_option("--entry", verify_draw_.entry, "Print the rank of this entry")
      ->check(CLI::PositiveNumber)
      ->option_text("N");
  verify.add_flag("--order", verify_draw_.whole_order, "Print all entries in the drawn order");
  verify.footer(
      "Exit status: 0 if the draw is as announced, 1 if not, 2 if a file cannot be read.");
}

void Commands::AddAboutItself() {
  CLI::App& help = AddCommand(program_, "help", "Explain a command", [this] { return ShowHelp(); });
  help.add_option("COMMAND", help_words_, "The command, such as `serve` or `catalog check`")
      ->option_text(" ");
  CLI::App& completion =
      AddCommand(program_, "completion", "Print a script that completes commands and flags",
                 [this] { return ShowCompletion(); });
  completion.add_option("SHELL", shell_, "bash, zsh or fish")->required()->option_text(" ");
  completion.footer(
      "Examples:\n"
      "  source <(onsale completion bash)\n"
      "  onsale completion zsh > \"${fpath[1]}/_onsale\"\n"
      "  onsale completion fish > ~/.config/fish/completions/onsale.fish");
  CLI::App& man = AddCommand(program_, "man", "Print the manual page", [this] {
    streams_.out << ManPage(program_);
    return kExitDone;
  });
  man.footer("Example:\n  onsale man > /usr/local/share/man/man1/onsale.1");
  CLI::App& version = AddCommand(program_, "version", "Print the version", [this] {
    streams_.out << (version_as_json_ ? VersionJson() : std::string(kVersionLine));
    return kExitDone;
  });
  version.add_flag("--json", version_as_json_,
                   "Print JSON, with the commit, the formats that it reads, and its features");
}

int Commands::ShowHelp() {
  const CLI::App* command = &program_;
  for (std::size_t i = 0; i < help_words_.size(); ++i) {
    const CLI::App* below = FindCommand(*command, help_words_[i]);
    if (below == nullptr) return Complain(NotACommand(*command, help_words_[i], i + 2));
    command = below;
  }
  streams_.out << HelpTextOf(*command);
  return kExitDone;
}

int Commands::ShowCompletion() {
  const std::string script = CompletionFor(shell_, program_);
  if (script.empty()) return Complain("SHELL: is not known; give bash, zsh or fish");
  streams_.out << script;
  return kExitDone;
}

}  // namespace onsale::app
