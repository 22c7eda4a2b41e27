#include "app/open_sale.h"

#include <filesystem>
#include <functional>

#include "app/owner_key.h"
#include "store/embedded/embedded_store.h"
#include "store/postgres/postgres_store.h"
#include "store/postgres/token_keys.h"
#include "store/postgres/url.h"

namespace onsale::app {
namespace {

// Returns the function with which the store logs failures after which it continues: as warnings.
std::function<void(const std::string&)> StoreLog(Log& log) {
  return [&log](const std::string& what) { log.Warn("store", {{"trouble", what}}); };
}

// Returns the function with which the store logs failures that an operator must act on: as errors.
std::function<void(const std::string&)> StoreErrorLog(Log& log) {
  return [&log](const std::string& what) { log.Error("store", {{"trouble", what}}); };
}

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

// Logs that a new sale got its owner key, or why not. False if the server must not start.
bool ReportOwnerKey(const std::expected<std::optional<MadeOwnerKey>, std::string>& made,
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

}  // namespace

std::optional<OpenedStore> OpenStore(const Settings& settings, const base::Clock& clock, Log& log,
                                     store::DecidedLog* decided) {
  return settings.store.empty() ? OpenDirectory(settings, clock, log, decided)
                                : OpenPostgres(settings, clock, log, decided);
}

std::expected<std::unique_ptr<store::DecidedLog>, std::string> OpenDecidedLog(
    const Settings& settings) {
  if (settings.decided_log.empty()) return nullptr;
  return store::DecidedLog::Open(settings.decided_log.string());
}

std::optional<http::SealKeys> AgreedTokenKeys(const TokenKeyLocation& location, bool has_tokens,
                                              Log& log) {
  const auto keys = StartingTokenKeys(location, has_tokens);
  const auto agreed = keys ? AgreeOnTokenKeys(location, *keys) : std::unexpected(keys.error());
  if (agreed) return *keys;
  log.Error("cannot start", {{"reason", agreed.error()}});
  return std::nullopt;
}

std::optional<int> GiveOwnerKey(const Settings& settings, store::Store& store,
                                const EndSignals& signals, Log& log) {
  if (settings.owner_key_file.empty()) return std::nullopt;
  const OwnerKeyRequest request{.file = settings.owner_key_file,
                                .environment = settings.key_environment};
  const auto made = RunUnlessSignalled(
      signals, [&] { return MakeOwnerKey(store, request); }, [&] { store.BeginShutdown(); });
  if (!made) return Cancelled(log);
  if (!ReportOwnerKey(*made, settings, log)) return 1;
  if (const auto trouble = OtherEnvironmentIn(request)) log.Warn("keys", {{"trouble", *trouble}});
  return std::nullopt;
}

}  // namespace onsale::app
