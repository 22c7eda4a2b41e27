#include "app/serve.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "app/access_log.h"
#include "app/bus_error.h"
#include "app/catalog_apply.h"
#include "app/clock_file.h"
#include "app/currency_watch.h"
#include "app/end_signals.h"
#include "app/engine_watch.h"
#include "app/file_limit.h"
#include "app/flush_before_abort.h"
#include "app/listeners.h"
#include "app/live_settings.h"
#include "app/load_catalogs.h"
#include "app/memory_dumps.h"
#include "app/open_sale.h"
#include "app/passed_sockets.h"
#include "app/process_figures.h"
#include "app/restored_mark.h"
#include "app/sale_clock.h"
#include "app/sale_watch.h"
#include "app/served_backup.h"
#include "app/served_pages.h"
#include "app/service_notices.h"
#include "app/settings_reload.h"
#include "app/shop_keys.h"
#include "app/token_key_reload.h"
#include "base/guarded_clock.h"
#include "base/keyed_hash.h"
#include "engine/engine.h"
#include "http/challenge/challenge_gate.h"
#include "http/limit/limiter.h"
#include "http/problem/problem_kinds.h"
#include "store/decided_log.h"

namespace onsale::app {
namespace {

// Ends the process after a batch whose result is in doubt or whose data is damaged (the rows in
// memory may be wrong, and a restart reads what is durable), or that was refused for good. Status 0
// if only the requested shutdown abandoned a commit, otherwise 1.
[[noreturn]] void EndUntrusted(const store::StoreError& error, bool asked_to_end, Log& log) {
  if (error.code == store::StoreErrorCode::kAbandoned) {
    log.Warn("shut down with one commit in doubt; no response was sent for it",
             {{"reason", error.detail}});
    log.Flush();
    std::_Exit(asked_to_end ? 0 : 1);
  }
  log.Error(error.code == store::StoreErrorCode::kOutdated
                ? "stopped: a newer version of onsale has changed the tables"
                : "stopped: the stored data can no longer be trusted",
            {{"reason", error.detail}});
  log.Flush();
  std::_Exit(1);
}

// Whether SIGHUP reads the settings again: with --daemon, or if systemd started this process, where
// `systemctl reload` sends the signal.
bool ReloadsAtHangup(const Settings& settings) {
  const char* const started = std::getenv("SYSTEMD_EXEC_PID");
  return settings.daemon || std::getenv("NOTIFY_SOCKET") != nullptr ||
         (started != nullptr && started == std::to_string(::getpid()));
}

// Serves for the drain time, not ready, so that load balancers stop sending requests. A second
// signal ends it early.
void Drain(Listeners& listeners, base::Duration time, const EndSignals& signals, Log& log) {
  log.Info("draining", {{"time", base::FormatDuration(time)}});
  listeners.BeginDrain();
  (void)signals.CameWithin(time);
}

template <class Part>
const Part* PointerTo(const std::optional<Part>& part) {
  return part ? &*part : nullptr;
}

// The parts of the server that exist before its store is open.
struct Process {
  const Settings& settings;
  const EndSignals& signals;
  Listeners listeners;  // that do not listen yet
  base::GuardedClock& clock;
  Log& log;
  const ServiceNotices& notices;
  const StartBeside* start_beside;  // of a demo; null: this is none
};

// Serves from the opened store until a signal arrives; returns the exit status.
int ServeFrom(const OpenedStore& opened, Process process) {
  auto& [settings, signals, listeners, clock, log, notices, start_beside] = process;
  store::Store& store = *opened.store;
  const ClockFile clock_file(settings.store.empty() ? settings.data : std::filesystem::path(),
                             BootId());
  if (!settings.accept_clock) ContinueClock(clock_file, clock, store.sale_time());
  if (!MayStartNow(clock.Now(), store, settings.accept_clock, log)) return 1;
  const base::BootClock boot_clock;
  ClockKeeper clock_keeper(clock_file, clock, boot_clock);
  const TokenKeyLocation key_location{.file = settings.token_key_file,
                                      .store = settings.store,
                                      .allow_insecure_store = settings.allow_insecure_store};
  const auto starting_keys = AgreedTokenKeys(key_location, opened.has_tokens, log);
  if (!starting_keys) return 1;
  http::CurrentSealKeys seal_keys(*starting_keys);
  TokenKeyReload token_keys(key_location, seal_keys, log);
  std::optional<ShopKeys> shop_keys;
  if (settings.buyers == Buyers::kSigned) {
    ShopKeys& keys = shop_keys.emplace(settings, boot_clock, log);
    const auto has_keys =
        RunUnlessSignalled(signals, [&] { return keys.Start(); }, [&] { keys.Stop(); });
    if (!has_keys) return Cancelled(log);
    if (!*has_keys) return 1;
  }
  // Before the engine, because only one thread may commit.
  if (const auto status = GiveOwnerKey(settings, store, signals, log)) return *status;
  std::atomic<bool> asked = false;  // whether a signal asked the server to end
  engine::Engine engine(
      store, clock, settings.engine,
      [&asked, &log](const store::StoreError& error) { EndUntrusted(error, asked, log); });
  // Begins the store's shutdown on every return path, before the engine waits for commits in
  // progress.
  const std::unique_ptr<store::Store, void (*)(store::Store*)> end(
      &store, [](store::Store* ends) { ends->BeginShutdown(); });
  if (const auto status = LoadCatalogs(settings, engine, store, signals, asked, clock, log)) {
    return *status;
  }

  CurrencyWatch currency(settings.currency, log);
  AccessLog access_log(log);
  http::Limiter limits(
      settings.limits, base::RandomHashKey(),
      {.exceeded = [&](const http::Exceeded& exceeded) { access_log.OnExceeded(exceeded); },
       .mode_changed = [&](auto before, auto now) { access_log.OnLimitMode(before, now); }});
  http::ChallengeGate challenges(
      settings.challenge, [&](auto before, auto now) { access_log.OnChallengeMode(before, now); });
  http::Statistics statistics(clock.Now(), http::KindsOfProblems());
  const auto ready = [&] {
    return store.available() && store.clock_behind() <= kBehindMax &&
           currency.IsThatOf(*store.catalog());
  };
  const auto accept_clock = [&] { return AcceptClockNow({clock, store, engine, clock_keeper}); };
  const auto health = [&] {
    return http::StoreHealth{.tables_behind = store.tables_behind(),
                             .clock_behind = store.clock_behind(),
                             .clock_held = clock.held()};
  };
  const auto figures = [&] {
    return ReadProcessFigures(
        {.engine = engine,
         .store = store,
         .log = log,
         .data = settings.store.empty() ? settings.data : std::filesystem::path()});
  };
  CatalogApply catalog_apply(
      {.engine = engine,
       .clock = clock,
       .basis = {.currency = settings.currency, .policy = settings.policy, .zones_bind = false},
       .restored_mark = RestoredMark(settings),
       .prepare_pages = [&](const domain::CatalogPtr& next) { listeners.PreparePages(next); }},
      log);
  std::optional<ServedBackup> backup;
  if (settings.store.empty()) backup.emplace(settings.data.string(), log);
  http::SaleFeed sale_feed;
  const bool shows_demo = start_beside != nullptr;
  const auto pages = shows_demo ? DemoPagesFor(settings) : PagesFor(settings, log);
  if (!pages) return log.Error("cannot start", {{"reason", pages.error()}}), 1;
  const auto started = listeners.Start({.engine = engine,
                                        .seal_keys = seal_keys,
                                        .clock = clock,
                                        .currency = settings.currency,
                                        .buyers = shop_keys ? &shop_keys->buyers() : nullptr,
                                        .key_environment = settings.key_environment,
                                        .is_demo = IsLoopbackDemo(settings),
                                        .token_keys = &token_keys,
                                        .catalog_source = &catalog_apply,
                                        .backup = backup ? &*backup : nullptr,
                                        .endpoints = {},
                                        .ready = ready,
                                        .accept_clock = accept_clock,
                                        .store_health = health,
                                        .sale_feed = &sale_feed,
                                        .request_log = &access_log,
                                        .limits = &limits,
                                        .buyer_pages = PointerTo(pages->buyers),
                                        .console_pages = PointerTo(pages->console),
                                        .demo_pages = PointerTo(pages->demo),
                                        .challenges = &challenges,
                                        .statistics = &statistics,
                                        .process_figures = figures});
  if (!started) return log.Error("cannot listen", {{"reason", started.error()}}), 1;
  listeners.Announce(settings, pages->console.has_value(), log);
  if (IsLoopbackDemo(settings)) {
    log.Info("buyers' calls need no key, because only this machine can reach the server");
  }
  const SaleWatch sale_watch({engine, statistics, sale_feed, health, clock}, log);
  notices.Send("READY=1\nSTATUS=Serving at " + listeners.Url());
  std::optional<EngineWatch> engine_watch;
  if (const auto time = notices.watchdog_time()) {
    engine_watch.emplace(engine, EngineWatch::IntervalFor(*time),
                         [&notices] { notices.Send("WATCHDOG=1"); });
  }

  std::shared_ptr<void> beside = shows_demo ? (*start_beside)() : nullptr;

  SettingsReload settings_reload(
      settings, log,
      [parts = LiveParts{limits, challenges, listeners, log}](
          const Settings& before, const Settings& now) { return UseSettings(before, now, parts); });
  const std::string_view signal = signals.Wait([&] {
    // The shop's keys are read every second, without a reload.
    if (settings_reload.Reload()) token_keys.Reload([](const TokenKeyReload::Result&) {});
  });
  asked = true;
  notices.Send("STOPPING=1\nSTATUS=Stopping");
  beside.reset();
  if (settings.drain_time > base::Duration{}) Drain(listeners, settings.drain_time, signals, log);
  log.Info("stopping", {{"signal", signal}});
  listeners.Stop();
  store.BeginShutdown();
  return 0;  // the engine's destructor finishes accepted commands
}

// What the process that started the server has left for it.
struct Inheritance {
  ServiceNotices notices{{}, 0};
  PassedSockets sockets = {};
};

int ServeBeside(const StartBeside* start_beside, const Settings& settings, Inheritance inherited,
                Log& log) {
  if (!settings.allow_core_dumps && !ForbidMemoryDumps()) {
    log.Warn("core dumps and debuggers are not disabled: they can read the keys in memory");
  }
  const EndSignals signals(ReloadsAtHangup(settings));
  const FlushBeforeAbort flush_before_abort(log);
  const base::SystemClock wall_clock;
  const base::BootClock boot_clock;
  base::GuardedClock clock(wall_clock, boot_clock,
                           [&log](base::Duration ahead) { LogClock(ahead, log); });
  const SocketRoom room =
      MakeRoomForSockets(settings.server.connections_max, settings.server.io_threads, log);
  ExplainBusErrors();

  // The addresses are reserved first: a start that fails because one is in use leaves no data
  // directory behind.
  auto listeners = Listeners::Bind(settings, room, std::move(inherited.sockets));
  if (!listeners) return log.Error("cannot listen", {{"reason", listeners.error()}}), 1;
  const auto decided_log = OpenDecidedLog(settings);
  if (!decided_log) return log.Error("cannot start", {{"reason", decided_log.error()}}), 1;
  // The store is opened before the token key is read, because it creates the data directory with
  // the key.
  const auto opened = OpenStore(settings, clock, log, decided_log->get());
  if (!opened) return 1;
  const int status = ServeFrom(*opened, {settings, signals, *std::move(listeners), clock, log,
                                         inherited.notices, start_beside});
  const auto closed = opened->store->Close();
  if (closed) return log.Info("stopped", {{"status", status}}), status;
  log.Error("stopped, but the store was not closed cleanly", {{"reason", closed.error().detail}});
  return 1;
}

}  // namespace

int Serve(const Settings& settings, Log& log) {
  const pid_t self = ::getpid();
  Inheritance inherited{.notices = {ServiceNotices::Variables::OfProcess(), self}};
  for (const std::string& trouble : inherited.notices.troubles()) {
    log.Warn("service", {{"trouble", trouble}});
  }
  auto passed = TakePassedSockets(PassedVariables::OfProcess(), self);
  Settings with_addresses = settings;
  const auto used =
      passed ? UseAddresses(*passed, with_addresses) : std::unexpected(passed.error());
  if (!used) return log.Error("cannot listen", {{"reason", used.error()}}), 1;
  inherited.sockets = *std::move(passed);
  return ServeBeside(nullptr, with_addresses, std::move(inherited), log);
}

int ServeDemo(const Settings& settings, Log& log, const StartBeside& start_beside) {
  return ServeBeside(&start_beside, settings, {}, log);
}

}  // namespace onsale::app
