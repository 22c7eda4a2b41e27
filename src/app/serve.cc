#include "app/serve.h"

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <ctime>
#include <future>
#include <memory>

#include "app/access_log.h"
#include "app/bus_error.h"
#include "app/catalog_file.h"
#include "app/catalog_report.h"
#include "app/clock_file.h"
#include "app/currency_watch.h"
#include "app/file_limit.h"
#include "app/flush_before_abort.h"
#include "app/listeners.h"
#include "app/memory_dumps.h"
#include "app/owner_key.h"
#include "app/sale_watch.h"
#include "app/served_pages.h"
#include "app/shop_keys.h"
#include "app/token_key_reload.h"
#include "base/guarded_clock.h"
#include "base/keyed_hash.h"
#include "base/random.h"
#include "engine/engine.h"
#include "http/challenge/challenge_gate.h"
#include "http/limit/limiter.h"
#include "store/decided_log.h"
#include "store/embedded/embedded_store.h"
#include "store/postgres/postgres_store.h"
#include "store/postgres/token_keys.h"
#include "store/postgres/url.h"

namespace onsale::app {
namespace {

// The signals that end the server: SIGTERM, SIGINT and, except under nohup, SIGHUP. All threads
// block them; the main thread waits for them. The constructor also ignores SIGPIPE and SIGXFSZ: the
// write that causes one returns an error instead.
class EndSignals {
 public:
  EndSignals() {
    sigemptyset(&set_);
    for (const int signal : {SIGTERM, SIGINT}) sigaddset(&set_, signal);
    struct sigaction hangup{};
    ::sigaction(SIGHUP, nullptr, &hangup);
    if (hangup.sa_handler != SIG_IGN) sigaddset(&set_, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
  }
  std::string_view Wait() const {
    int signal = 0;
    sigwait(&set_, &signal);
    return signal == SIGINT ? "SIGINT" : signal == SIGHUP ? "SIGHUP" : "SIGTERM";
  }
  bool CameWithin(std::chrono::nanoseconds time) const {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const timespec limit{.tv_sec = seconds.count(), .tv_nsec = (time - seconds).count()};
    return sigtimedwait(&set_, nullptr, &limit) > 0;
  }

 private:
  sigset_t set_{};
};

// Returns the function with which the store logs failures after which it continues: as warnings.
std::function<void(const std::string&)> StoreLog(Log& log) {
  return [&log](const std::string& what) { log.Warn("store", {{"trouble", what}}); };
}

// Returns the function with which the store logs failures that an operator must act on: as errors.
std::function<void(const std::string&)> StoreErrorLog(Log& log) {
  return [&log](const std::string& what) { log.Error("store", {{"trouble", what}}); };
}

struct OpenedStore {
  std::unique_ptr<store::Store> store;
  bool has_tokens = false;  // whether tokens exist that only the previous key opens
};

std::optional<OpenedStore> OpenPostgres(const Settings& settings, const base::Clock& clock,
                                        Log& log, store::DecidedLog* decided) {
  store::PostgresOptions options = settings.postgres;
  options.url = settings.store;
  options.allow_insecure = settings.allow_insecure_store;
  options.decided = decided;
  options.log = StoreLog(log);
  options.log_error = StoreErrorLog(log);
  auto opened = store::PostgresStore::Open(options, clock);
  const auto has_key =
      opened ? store::HasTokenKey({.url = options.url, .allow_insecure = options.allow_insecure})
             : std::unexpected(opened.error());
  if (!has_key) {
    log.Error("cannot open the store", {{"store", store::WithoutPassword(settings.store)},
                                        {"reason", has_key.error().detail}});
    return std::nullopt;
  }
  return OpenedStore{.store = std::move(*opened), .has_tokens = *has_key};
}

std::optional<OpenedStore> OpenDirectory(const Settings& settings, const base::Clock& clock,
                                         Log& log, store::DecidedLog* decided) {
  store::EmbeddedOptions options = settings.embedded;
  options.directory = settings.data.string();
  options.decided = decided;
  options.log = StoreLog(log);
  options.log_error = StoreErrorLog(log);
  auto opened = store::EmbeddedStore::Open(std::move(options), clock);
  if (!opened) {
    log.Error("cannot open the data directory",
              {{"data", settings.data.string()}, {"reason", opened.error().detail}});
    return std::nullopt;
  }
  const bool has_tokens = (*opened)->HasTokens();
  return OpenedStore{.store = std::move(*opened), .has_tokens = has_tokens};
}

// Opens the log of decided batches; null if none is set.
std::expected<std::unique_ptr<store::DecidedLog>, std::string> OpenDecidedLog(
    const Settings& settings) {
  if (settings.decided_log.empty()) return nullptr;
  return store::DecidedLog::Open(settings.decided_log.string());
}

// Reads the token keys for the start; nothing if the server cannot start with them, and the log
// says why.
std::optional<http::SealKeys> AgreedTokenKeys(const TokenKeyLocation& location, bool has_tokens,
                                              Log& log) {
  const auto keys = StartingTokenKeys(location, has_tokens);
  const auto agreed = keys ? AgreeOnTokenKeys(location, *keys) : std::unexpected(keys.error());
  if (agreed) return *keys;
  log.Error("cannot start", {{"reason", agreed.error()}});
  return std::nullopt;
}

// From this on the clock is behind the sale's time for too long to serve.
constexpr base::Duration kBehindMax = std::chrono::seconds(5);
// A start at a time that is further ahead of the last commit is logged, or refused.
constexpr base::Duration kGapLogged = std::chrono::hours(1);
constexpr base::Duration kGapMax = std::chrono::days(7);

// Logs that the wall clock is not believed, or is believed again.
void LogClock(base::Duration ahead, Log& log) {
  if (ahead == base::Duration{}) return log.Warn("the clock is believed again");
  log.Error("the clock was set ahead and is not believed",
            {{"aheadSeconds", std::chrono::round<std::chrono::seconds>(ahead).count()},
             {"remedy", "set the clock; if it is right: onsale clock accept"}});
}

// Continues with the clock that the last process believed, if the machine was not started since. A
// clock that was behind the last commit is not continued: only the wall clock can be right.
void ContinueClock(const ClockFile& file, base::GuardedClock& clock, base::Time last_commit) {
  const base::Time boot_now = base::BootClock().Now();
  const auto believed = file.Read(boot_now);
  if (!believed) return;
  if (boot_now + *believed + base::kJumpMax >= last_commit) clock.Believe(*believed);
}

// Whether the time of this start is plausible: a clock that is wrong at a start would end at once,
// and for good, whatever ends by then. The time of a start that is far ahead is kept, so that the
// next start is compared with it.
bool MayStartNow(base::Time now, store::Store& store, bool accepts, Log& log) {
  const base::Time last_commit = store.sale_time();
  if (last_commit == base::Time{} || now - last_commit <= kGapLogged) {
    if (accepts) store.KeepTime();
    return true;
  }
  const std::string last = base::FormatRfc3339(last_commit);
  const auto hours = std::chrono::floor<std::chrono::hours>(now - last_commit).count();
  if (accepts || now - last_commit <= kGapMax) {
    log.Warn("the clock is far ahead of the last commit",
             {{"lastCommit", last}, {"aheadHours", hours}});
    store.KeepTime();
    return true;
  }
  log.Error("cannot start",
            {{"reason", "the clock is " + std::to_string(hours) +
                            " hours ahead of the last commit (" + last +
                            "), and what ends by then would end for good; set the clock or, if it "
                            "is right, start once with --accept-clock"}});
  return false;
}

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

// Runs `work` on a thread of its own. If a signal arrives meanwhile, calls `cancel`, which makes
// the work end soon, and returns nothing when it has ended.
template <class Work, class Cancel>
std::optional<std::invoke_result_t<Work>> RunUnlessSignalled(const EndSignals& signals, Work work,
                                                             Cancel cancel) {
  constexpr std::chrono::milliseconds kLook(10);
  auto result = std::async(std::launch::async, std::move(work));
  while (result.wait_for(kLook) != std::future_status::ready) {
    if (!signals.CameWithin(std::chrono::seconds(0))) continue;
    cancel();
    result.wait();
    return std::nullopt;
  }
  return result.get();
}

// The exit status of a start that a signal has ended.
int Cancelled(Log& log) {
  log.Info("start cancelled");
  return 0;
}

// Logs that a new sale got its owner key, or why not. False if the server must not start.
bool Report(const std::expected<std::optional<MadeOwnerKey>, std::string>& made,
            const Settings& settings, Log& log) {
  std::error_code unknown;
  if (!made && std::filesystem::exists(settings.owner_key_file, unknown)) {
    return log.Error("cannot start", {{"reason", made.error()}}), false;
  }
  // A sale whose data directory is all that it may write, as an earlier version's, serves on.
  if (!made) {
    log.Warn("the sale has no owner key",
             {{"reason", made.error()},
              {"remedy", "give --owner-key-file FILE, or run: onsale key recover"}});
    return true;
  }
  if (*made) {
    log.Info("the sale has its first owner key",
             {{"file", settings.owner_key_file.string()}, {"key", (*made)->id}});
  }
  return true;
}

// Whether only this machine can reach the server and no proxy is known, so that nobody but the
// person who tries it can be a buyer.
bool IsLoopbackDemo(const Settings& settings) {
  return settings.buyers == Buyers::kTrusted && settings.listen.IsLoopback() &&
         settings.server.trusted_proxies.list().empty() && settings.server.base_path.empty() &&
         std::ranges::all_of(settings.hosts, http::IsLoopbackHost);
}

// Gives a new sale its owner key. Returns the exit status if the server must end, else nothing.
std::optional<int> GiveOwnerKey(const Settings& settings, store::Store& store,
                                const EndSignals& signals, Log& log) {
  if (settings.owner_key_file.empty()) return std::nullopt;
  const OwnerKeyRequest request{.file = settings.owner_key_file,
                                .environment = settings.key_environment};
  const auto made = RunUnlessSignalled(
      signals, [&] { return MakeOwnerKey(store, request); }, [&] { store.BeginShutdown(); });
  if (!made) return Cancelled(log);
  if (!Report(*made, settings, log)) return 1;
  if (const auto trouble = OtherEnvironmentIn(request)) log.Warn("keys", {{"trouble", *trouble}});
  return std::nullopt;
}

constexpr int kLoadTries = 30;

bool IsPassing(const store::StoreError& error) {
  return error.code == store::StoreErrorCode::kUnavailable ||
         error.code == store::StoreErrorCode::kConflict;
}

// Loads a catalogue. Returns the command's outcome, or nothing if a signal arrived meanwhile. In
// both cases waits until the load has ended; after a signal, the store's shutdown bounds the wait.
std::optional<std::expected<domain::Outcome, store::StoreError>> Load(
    const domain::LoadCatalog& load, engine::Engine& engine, store::Store& store,
    const EndSignals& signals, std::atomic<bool>& asked_to_end) {
  return RunUnlessSignalled(
      signals, [&] { return engine.Run(load); },
      [&] {
        asked_to_end = true;
        store.BeginShutdown();
      });
}

// Warns of rooms that open before anything is on sale behind them, as they are after the load: the
// files may leave shows out, and `opensAt` of a room that is open already does not count.
void WarnOfLateSales(engine::Engine& engine, base::Time now, Log& log) {
  const auto outcome = engine.Run(domain::ListRooms{});
  if (!outcome) return;
  for (const domain::RoomView& view : *domain::AnswerOf<domain::ListRooms>(*outcome)) {
    const domain::Room& room = view.room;
    const bool scheduled = room.state == domain::RoomState::kScheduled;
    const LateSale late{.room = room.slug,
                        .room_opens = scheduled ? room.opens_at : now,
                        .sale_opens = room.sale_from};
    if (late.sale_opens <= late.room_opens) continue;
    log.Warn("catalogue", {{"trouble", Sentence(late, now)}});
  }
}

// Loads all catalogues of the settings. Returns the exit status if the server must end, else
// nothing.
std::optional<int> LoadCatalogs(const Settings& settings, engine::Engine& engine,
                                store::Store& store, const EndSignals& signals,
                                std::atomic<bool>& asked_to_end, const base::Clock& clock,
                                Log& log) {
  auto files = ReadCatalogFiles(
      settings.catalogs,
      {.currency = settings.currency, .policy = settings.policy, .zones_bind = false});
  if (!files) {
    for (const std::string& mistake : files.error()) log.Error("catalogue", {{"mistake", mistake}});
    return 1;
  }
  for (const std::string& warning : files->warnings) log.Warn("catalogue", {{"trouble", warning}});
  // Each room gets a random seed, for a draw that may begin with this load: the rules draw no
  // random numbers.
  for (domain::RoomSpec& room : files->spec.rooms) room.fresh_seed = base::RandomDigest();
  const domain::LoadCatalog load{std::move(files->spec)};
  for (int tries = 1;; ++tries) {
    const auto outcome = Load(load, engine, store, signals, asked_to_end);
    if (!outcome) break;
    if (*outcome) {
      if (!Report(domain::AnswerOf<domain::LoadCatalog>(**outcome), log)) return 1;
      WarnOfLateSales(engine, clock.Now(), log);
      return std::nullopt;
    }
    if (!IsPassing(outcome->error()) || tries == kLoadTries) {
      log.Error("cannot load the catalogue", {{"reason", outcome->error().detail}});
      return 1;
    }
    // Tries again after a second, kLoadTries times in all: another node may be loading the same
    // catalogue, which takes long for a large hall.
    asked_to_end = signals.CameWithin(std::chrono::seconds(1));
    if (asked_to_end) break;
  }
  return Cancelled(log);
}

// Serves for the drain time, not ready, so that load balancers stop sending requests. A second
// signal ends it early.
void Drain(Listeners& listeners, base::Duration time, const EndSignals& signals, Log& log) {
  log.Info("draining", {{"time", base::FormatDuration(time)}});
  listeners.BeginDrain();
  (void)signals.CameWithin(time);
}

struct ClockParts {
  base::GuardedClock& clock;
  store::Store& store;
  engine::Engine& engine;
  ClockKeeper& keeper;
};

// Believes the wall clock as it is; the sale's time continues from where it stands. Waits for the
// store; nothing if the store did not answer, in which case its next batch accepts the clock.
std::optional<http::AcceptedClock> AcceptClockNow(const ClockParts& parts) {
  constexpr std::chrono::seconds kAnswerMax(5);
  http::AcceptedClock accepted;
  auto behind = parts.store.AcceptClock([&] { accepted.ahead = parts.clock.Accept(); });
  parts.keeper.Keep();
  parts.engine.PassTime();
  if (behind.wait_for(kAnswerMax) != std::future_status::ready) return std::nullopt;
  accepted.behind = behind.get();
  return accepted;
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
  const StartBeside* start_beside;  // of a demo; null: this is none
};

// Serves from the opened store until a signal arrives; returns the exit status.
int ServeFrom(const OpenedStore& opened, Process process) {
  auto& [settings, signals, listeners, clock, log, start_beside] = process;
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
  http::Statistics statistics(clock.Now());
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
                                        .statistics = &statistics});
  if (!started) return log.Error("cannot listen", {{"reason", started.error()}}), 1;
  listeners.Announce(settings, log);
  if (IsLoopbackDemo(settings)) {
    log.Info("buyers' calls need no key, because only this machine can reach the server");
  }
  const SaleWatch sale_watch({engine, statistics, sale_feed, health, clock}, log);

  std::shared_ptr<void> beside = shows_demo ? (*start_beside)() : nullptr;

  const std::string_view signal = signals.Wait();
  asked = true;
  beside.reset();
  if (settings.drain_time > base::Duration{}) Drain(listeners, settings.drain_time, signals, log);
  log.Info("stopping", {{"signal", signal}});
  listeners.Stop();
  store.BeginShutdown();
  return 0;  // the engine's destructor finishes accepted commands
}

int ServeBeside(const StartBeside* start_beside, const Settings& settings, Log& log) {
  if (!settings.allow_core_dumps && !ForbidMemoryDumps()) {
    log.Warn("core dumps and debuggers are not disabled: they can read the keys in memory");
  }
  const EndSignals signals;
  const FlushBeforeAbort flush_before_abort(log);
  const base::SystemClock wall_clock;
  const base::BootClock boot_clock;
  base::GuardedClock clock(wall_clock, boot_clock,
                           [&log](base::Duration ahead) { LogClock(ahead, log); });
  const SocketRoom sockets =
      MakeRoomForSockets(settings.server.connections_max, settings.server.io_threads, log);
  ExplainBusErrors();

  // The addresses are reserved first: a start that fails because one is in use leaves no data
  // directory behind.
  auto listeners = Listeners::Bind(settings, sockets);
  if (!listeners) return log.Error("cannot listen", {{"reason", listeners.error()}}), 1;
  const auto decided_log = OpenDecidedLog(settings);
  if (!decided_log) return log.Error("cannot start", {{"reason", decided_log.error()}}), 1;
  // The store is opened before the token key is read, because it creates the data directory with
  // the key.
  const auto opened = settings.store.empty()
                          ? OpenDirectory(settings, clock, log, decided_log->get())
                          : OpenPostgres(settings, clock, log, decided_log->get());
  if (!opened) return 1;
  const int status =
      ServeFrom(*opened, {settings, signals, *std::move(listeners), clock, log, start_beside});
  const auto closed = opened->store->Close();
  if (closed) return log.Info("stopped", {{"status", status}}), status;
  log.Error("stopped, but the store was not closed cleanly", {{"reason", closed.error().detail}});
  return 1;
}

}  // namespace

int Serve(const Settings& settings, Log& log) {
  return ServeBeside(nullptr, settings, log);
}

int ServeDemo(const Settings& settings, Log& log, const StartBeside& start_beside) {
  return ServeBeside(&start_beside, settings, log);
}

}  // namespace onsale::app
