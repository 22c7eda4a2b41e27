#include "app/settings_table.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>

#include "app/setting_values.h"
#include "domain/policy_fields.h"
#include "store/postgres/url.h"

namespace onsale::app {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr DurationRange kTimeoutRange{milliseconds(100), minutes(10)};
// Longer than load balancers keep a connection without a request: Google Cloud's 10 minutes.
constexpr DurationRange kIdleRange{milliseconds(100), hours(1)};
constexpr DurationRange kDrainRange{{}, minutes(10)};
constexpr DurationRange kSlowRange{{}, minutes(10)};
constexpr DurationRange kFoldIntervalRange{milliseconds(10), minutes(10)};
constexpr DurationRange kFoldAgeRange{milliseconds(10), minutes(10)};
constexpr IntegerRange kFoldJournalRange{1, 65'536};
constexpr IntegerRange kFoldReplayRange{1, 100'000'000};
constexpr IntegerRange kIoThreadsRange{1, 256};
constexpr IntegerRange kConnectionsRange{1, 1'000'000};
constexpr IntegerRange kQueueRange{1, 10'000'000};
constexpr IntegerRange kCallersPerAddressRange{1, 10'000};
constexpr IntegerRange kChallengeRateRange{1, 1'000'000};
constexpr IntegerRange kChallengeWorkRange{1, 1'000'000};

// The name and the help text of a setting.
struct Head {
  std::string name;
  std::string meaning;
};

// A function from Settings to a member of one of the option structs in Settings.
template <class Options, class Value>
auto In(Options Settings::* options, Value Options::* member) {
  return [options, member](auto& settings) -> auto& { return settings.*options.*member; };
}

// A function from Settings to a bound of the fold.
template <class Value>
auto FoldBound(Value store::FoldBounds::* bound) {
  return [bound](auto& settings) -> auto& { return settings.embedded.fold_bounds.*bound; };
}

const Settings& Defaults() {
  static const Settings defaults;
  return defaults;
}

// A setting that is a count. `member` is a member of Settings, or a function from Settings to a
// value. The setting's default is `fallback` or, without one, the member's own default.
template <class Member>
Setting Count(Head head, Member member, IntegerRange range,
              std::optional<std::int64_t> fallback = {}) {
  const auto own = static_cast<std::int64_t>(std::invoke(member, Defaults()));
  Setting setting{std::move(head.name), "N", head.meaning + ", " + Between(range),
                  std::to_string(fallback.value_or(own)), SettingKind::kNumber};
  setting.set = [member, range](Settings& settings, std::string_view text) {
    return Store(std::invoke(member, settings), ParseCount(text, range));
  };
  setting.show = [member](const Settings& settings) {
    return std::vector{std::to_string(std::invoke(member, settings))};
  };
  return setting;
}

template <class Member>
Setting Length(Head head, Member member, DurationRange range,
               std::optional<base::Duration> fallback = {}) {
  Setting setting{std::move(head.name), "DURATION", head.meaning + ", " + Between(range),
                  base::FormatDuration(fallback.value_or(std::invoke(member, Defaults())))};
  setting.set = [member, range](Settings& settings, std::string_view text) {
    return Store(std::invoke(member, settings), ParseLength(text, range));
  };
  setting.show = [member](const Settings& settings) {
    return std::vector{base::FormatDuration(std::invoke(member, settings))};
  };
  return setting;
}

template <class Member>
Setting Path(Head head, std::string takes, Member member, std::string fallback) {
  Setting setting{std::move(head.name), std::move(takes), std::move(head.meaning),
                  std::move(fallback)};
  setting.set = [member](Settings& settings, std::string_view text) {
    return Store(std::invoke(member, settings), ParsePath(text));
  };
  setting.show = [member](const Settings& settings) {
    return std::vector{std::invoke(member, settings).string()};
  };
  return setting;
}

template <class Value, class Member>
Setting Choice(Head head, Member member, std::span<const NamedValue<Value>> values,
               std::string fallback) {
  Setting setting{std::move(head.name), JoinedNames(values), std::move(head.meaning),
                  std::move(fallback)};
  setting.set = [member, values](Settings& settings, std::string_view text) {
    return Store(std::invoke(member, settings), ParseChoice(text, values));
  };
  setting.show = [member, values](const Settings& settings) {
    return std::vector{NameOf(std::invoke(member, settings), values)};
  };
  return setting;
}

Setting Address(Head head, ListenAddress Settings::* member, std::string fallback) {
  Setting setting{std::move(head.name), "ADDRESS:PORT", std::move(head.meaning),
                  std::move(fallback)};
  setting.set = [member](Settings& settings, std::string_view text) {
    return Store(settings.*member, ParseListen(text));
  };
  setting.show = [member](const Settings& settings) {
    return std::vector{(settings.*member).ToString()};
  };
  return setting;
}

template <class Member>
Setting Switch(Head head, Member member) {
  Setting setting{std::move(head.name), "", std::move(head.meaning), "false", SettingKind::kSwitch};
  setting.set = [member](Settings& settings, std::string_view text) {
    return Store(std::invoke(member, settings), ParseSwitch(text));
  };
  setting.show = [member](const Settings& settings) {
    return std::vector<std::string>{std::invoke(member, settings) ? "true" : "false"};
  };
  return setting;
}

Setting Hosts() {
  Setting setting{"host", "NAME[:PORT]",
                  "a host that requests may name, besides loopback and the address; repeatable", "",
                  SettingKind::kList};
  setting.separator = ',';
  setting.set = [](Settings& settings, std::string_view text) -> std::expected<void, std::string> {
    auto host = ParseHost(text);
    if (!host) return std::unexpected(host.error());
    settings.hosts.push_back(std::move(*host));
    return {};
  };
  setting.show = [](const Settings& settings) { return settings.hosts; };
  return setting;
}

Setting Origins() {
  Setting setting{"cors-origin", "ORIGIN",
                  "an origin whose pages may call the API, as https://shop.example; repeatable", "",
                  SettingKind::kList};
  setting.separator = ',';
  setting.set = [](Settings& settings, std::string_view text) -> std::expected<void, std::string> {
    if (settings.server.origins.Add(text)) return {};
    return std::unexpected(
        "is not an origin as browsers send it; give one like https://shop.example or "
        "http://localhost:5173, without a path or its default port; `*` is not allowed");
  };
  setting.show = [](const Settings& settings) { return settings.server.origins.list(); };
  return setting;
}

Setting TrustedProxies() {
  Setting setting{"trusted-proxy", "ADDRESS[/BITS]",
                  "a proxy that states clients' addresses, by a PROXY header or X-Forwarded-For; "
                  "repeatable",
                  "", SettingKind::kList};
  setting.separator = ',';
  setting.set = [](Settings& settings, std::string_view text) -> std::expected<void, std::string> {
    const auto prefix = net::IpPrefix::Parse(text);
    if (prefix)
      return settings.server.trusted_proxies.Add(*prefix), std::expected<void, std::string>();
    return std::unexpected(
        "is not an address or prefix; give one like 10.0.0.7, 10.0.0.0/24 or 2001:db8::/64, "
        "without bits after the prefix");
  };
  setting.show = [](const Settings& settings) {
    std::vector<std::string> proxies;
    for (const auto& prefix : settings.server.trusted_proxies.list()) {
      proxies.push_back(prefix.ToString());
    }
    return proxies;
  };
  return setting;
}

Setting BasePath() {
  Setting setting{"base-path", "PATH",
                  "the path under which a proxy serves the API and which it removes, as /shop", ""};
  setting.set = [](Settings& settings, std::string_view text) {
    return Store(settings.server.base_path, ParseBasePath(text));
  };
  setting.show = [](const Settings& settings) { return std::vector{settings.server.base_path}; };
  return setting;
}

Setting PagesTokenPath() {
  Setting setting{"pages-token-path", "PATH",
                  "where the pages read the shop's token for the buyer, as /session/token", ""};
  setting.set = [](Settings& settings, std::string_view text) {
    return Store(settings.pages_token_path, ParseBasePath(text));
  };
  setting.show = [](const Settings& settings) { return std::vector{settings.pages_token_path}; };
  return setting;
}

Setting Catalogs() {
  Setting setting{"catalog", "FILE", "catalogue files to load at the start, in this order", "",
                  SettingKind::kList};
  setting.set = [](Settings& settings, std::string_view text) -> std::expected<void, std::string> {
    auto path = ParsePath(text);
    if (!path) return std::unexpected(path.error());
    settings.catalogs.push_back(std::move(*path));
    return {};
  };
  setting.show = [](const Settings& settings) {
    std::vector<std::string> files;
    for (const auto& file : settings.catalogs) files.push_back(file.string());
    return files;
  };
  return setting;
}

Setting StoreUrl() {
  Setting setting{"store", "URL",
                  "the PostgreSQL database of a sale with several nodes: postgresql://...", ""};
  setting.derived = true;  // the default: the embedded store
  // An empty value means the embedded store, even if a source of lower precedence gives a URL.
  setting.set = [](Settings& settings, std::string_view text) {
    settings.store.clear();
    if (text.empty()) return std::expected<void, std::string>();
    return Store(settings.store, ParseStoreUrl(text));
  };
  setting.show = [](const Settings& settings) {
    return std::vector{store::WithoutPassword(settings.store)};
  };
  return setting;
}

Setting Currency() {
  Setting setting{"currency", "CODE", "the one currency of all prices and balances, ISO 4217",
                  "KRW"};
  setting.set = [](Settings& settings, std::string_view text) {
    return Store(settings.currency, ParseCurrency(text));
  };
  setting.show = [](const Settings& settings) { return std::vector{settings.currency}; };
  return setting;
}

Setting TokenKeyFile() {
  Setting setting =
      Path({"token-key-file", "the keys that seal queue tokens; created at the first start"},
           "FILE", &Settings::token_key_file, "<data>/token.key");
  setting.derived = true;
  return setting;
}

// A setting without a default. An empty value unsets what a source of lower precedence gives.
Setting Unsettable(Setting setting, std::function<void(Settings&)> unset) {
  setting.derived = true;
  setting.set = [set = std::move(setting.set), unset = std::move(unset)](Settings& settings,
                                                                         std::string_view text) {
    if (!text.empty()) return set(settings, text);
    unset(settings);
    return std::expected<void, std::string>();
  };
  return setting;
}

Setting OwnerKeyFile() {
  Setting setting = Path({"owner-key-file",
                          "the first owner key, an access key; created at the first start, unless "
                          "with --store"},
                         "FILE", &Settings::owner_key_file, "<data>-owner.key");
  setting.derived = true;
  return setting;
}

// At most four I/O threads: more gain nothing, because batches are decided one at a time.
std::int64_t IoThreadsDefault() {
  return std::clamp<std::int64_t>(std::thread::hardware_concurrency(), 1, 4);
}

template <class Value>
Setting PolicySetting(const domain::PolicyQuantity<Value>& field) {
  const auto member = [at = field.member](auto& settings) -> auto& { return settings.policy.*at; };
  const auto& flag = field.flag;
  Head head{std::string(flag.name), std::string(flag.meaning)};
  if constexpr (std::is_same_v<Value, base::Duration>) {
    return Length(std::move(head), member, field.range, flag.fallback);
  } else {
    return Count(std::move(head), member, field.range, flag.fallback);
  }
}

// The settings under one heading of the help.
std::vector<Setting> Under(std::string_view group, std::vector<Setting> settings) {
  for (Setting& setting : settings) setting.group = group;
  return settings;
}

std::vector<Setting> AddressSettings() {
  return Under("Address", {Address({"listen",
                                    "the address to listen on; a port alone is one of 127.0.0.1, "
                                    "and port 0 picks a free port"},
                                   &Settings::listen, "127.0.0.1:8080"),
                           Address({"operator-listen",
                                    "the address of the operator's calls, which exist nowhere "
                                    "else; keep it private"},
                                   &Settings::operator_listen, "127.0.0.1:8081"),
                           Switch({"allow-public", "allow other machines to connect"},
                                  &Settings::allow_public),
                           Hosts(), Origins(), BasePath(), TrustedProxies()});
}

std::vector<Setting> SaleSettings() {
  return Under(
      "Sale",
      {Catalogs(), Currency(),
       Path({"data", "the data directory of the sale; created if it does not exist"}, "DIR",
            &Settings::data, std::string(kDataDefault)),
       StoreUrl(),
       Switch({"allow-insecure-store",
               "allow a PostgreSQL server on another machine whose certificate is not verified"},
              &Settings::allow_insecure_store),
       Switch(
           {"accept-clock", "start although the clock is a week or more ahead of the last commit"},
           &Settings::accept_clock),
       Length({"fold-interval", "how often the journal is folded into sale.db"},
              In(&Settings::embedded, &store::EmbeddedOptions::fold_interval), kFoldIntervalRange),
       Length({"fold-age-max", "how old sale.db may become while the sale is busy"},
              FoldBound(&store::FoldBounds::age_max), kFoldAgeRange),
       Count({"fold-journal-max", "MiB of the journal that may wait to be folded then"},
             FoldBound(&store::FoldBounds::journal_mib_max), kFoldJournalRange),
       Count({"fold-replay-max", "changed rows that may wait then; a start reads them again"},
             FoldBound(&store::FoldBounds::replay_max), kFoldReplayRange)});
}

std::vector<Setting> PolicySettings() {
  std::map<std::size_t, Setting> by_place;
  domain::ForEachPolicyFieldIf<false>(
      [&by_place](const auto& field) { by_place.emplace(field.flag.place, PolicySetting(field)); });
  std::vector<Setting> settings;
  for (auto& [place, setting] : by_place) settings.push_back(std::move(setting));
  return Under("Waiting room, unless the catalogue gives it a policy", std::move(settings));
}

// A function from Settings to a member of the server's options.
template <class Value>
auto OfServer(Value http::ServerOptions::* member) {
  return In(&Settings::server, member);
}

std::vector<Setting> LimitSettings() {
  using Server = http::ServerOptions;
  return Under(
      "Limits",
      {Count({"io-threads", "threads that serve connections"}, OfServer(&Server::io_threads),
             kIoThreadsRange, IoThreadsDefault()),
       Count({"connections-max", "the most open connections"}, OfServer(&Server::connections_max),
             kConnectionsRange),
       Count({"queue-max", "the most requests waiting to be decided; more are answered with 503"},
             In(&Settings::engine, &engine::EngineOptions::queue_max), kQueueRange)});
}

// The limit of one class of calls.
Setting LimitOfCalls(http::CallClass call_class, std::string_view calls) {
  const auto member = [place = static_cast<std::size_t>(call_class)](auto& settings) -> auto& {
    return settings.limits.limits[place];
  };
  Setting setting{"limit-" + std::string(NameOf(call_class)), "RATE/BURST",
                  "calls of one caller a minute, and at once: " + std::string(calls),
                  FormatCallLimit(member(Defaults()))};
  setting.set = [member](Settings& settings, std::string_view text) {
    return Store(member(settings), ParseCallLimit(text));
  };
  setting.show = [member](const Settings& settings) {
    return std::vector{FormatCallLimit(member(settings))};
  };
  return setting;
}

std::vector<Setting> CallerSettings() {
  using enum http::CallClass;
  using Limits = http::LimitOptions;
  using Challenge = http::ChallengeOptions;
  return Under(
      "Limits of callers",
      {Choice<http::LimitMode>(
           {"limits", "calls beyond a limit: not counted, logged, or refused with 429"},
           In(&Settings::limits, &Limits::mode), kLimitModes, "log"),
       LimitOfCalls(kIssue, "requests of a queue token"),
       LimitOfCalls(kPolls, "reads of the queue token"),
       LimitOfCalls(kReads, "seats, dates, reservations, balances"),
       LimitOfCalls(kWrites, "holds, payments, top-ups"),
       LimitOfCalls(kStreams, "openings of event streams"),
       LimitOfCalls(kPublic, "what anybody may read"),
       Count({"callers-per-address",
              "how many callers an address stands for, whose calls show no valid queue token"},
             In(&Settings::limits, &Limits::callers_per_address), kCallersPerAddressRange),
       Choice<http::ChallengeMode>(
           {"challenge",
            "whether new buyers who join a line first solve a challenge: never, under "
            "pressure, or always"},
           In(&Settings::challenge, &Challenge::mode), kChallengeModes, "off"),
       Count({"challenge-rate",
              "new queue tokens a second; more of them are pressure for --challenge pressure"},
             In(&Settings::challenge, &Challenge::rate), kChallengeRateRange),
       Count({"challenge-work", "the most tries that a challenge takes; on average half of them"},
             In(&Settings::challenge, &Challenge::work), kChallengeWorkRange)});
}

std::vector<Setting> TimeoutSettings() {
  using Server = http::ServerOptions;
  return Under(
      "Timeouts",
      {Length({"header-timeout", "how long a client may take to send the headers of a request"},
              OfServer(&Server::header_timeout), kTimeoutRange),
       Length({"body-timeout", "how long a client may take to send a body"},
              OfServer(&Server::body_timeout), kTimeoutRange),
       Length({"idle-timeout", "how long a connection may stay open without a request"},
              OfServer(&Server::idle_timeout), kIdleRange),
       Length({"write-timeout", "how long a client may take to read a response"},
              OfServer(&Server::write_timeout), kTimeoutRange),
       Length({"drain-time",
               "how long a server that is asked to stop still serves while /readyz is 503"},
              &Settings::drain_time, kDrainRange)});
}

// A claim that buyer tokens must have.
Setting Claim(Head head, std::string Settings::* member) {
  Setting setting{std::move(head.name), "CLAIM", std::move(head.meaning), ""};
  setting.set = [member](Settings& settings, std::string_view text) {
    return Store(settings.*member, ParseClaim(text));
  };
  setting.show = [member](const Settings& settings) { return std::vector{settings.*member}; };
  return Unsettable(std::move(setting),
                    [member](Settings& settings) { (settings.*member).clear(); });
}

Setting BuyerKeys() {
  Setting setting{"buyer-keys", "FILE|URL",
                  "the shop's public keys, a JWKS document; read again when a file changes, a URL "
                  "every 5 minutes or as its answer says",
                  ""};
  setting.set = [](Settings& settings, std::string_view text) {
    return Store(settings.buyer_keys, ParseBuyerKeys(text));
  };
  setting.show = [](const Settings& settings) { return std::vector{settings.buyer_keys}; };
  return Unsettable(std::move(setting), [](Settings& settings) { settings.buyer_keys.clear(); });
}

Setting PrivateHosts() {
  Setting setting{"outbound-private", "HOST",
                  "a host to which requests may go although its address is not public; repeatable",
                  "", SettingKind::kList};
  setting.separator = ',';
  setting.set = [](Settings& settings, std::string_view text) -> std::expected<void, std::string> {
    auto host = ParsePrivateHost(text);
    if (!host) return std::unexpected(host.error());
    settings.outbound.private_hosts.push_back(std::move(*host));
    return {};
  };
  setting.show = [](const Settings& settings) { return settings.outbound.private_hosts; };
  return setting;
}

Setting CaFile() {
  using Https = outbound::HttpsOptions;
  return Unsettable(
      Path({"outbound-ca",
            "certificates of the authorities that are trusted instead of the system's, PEM"},
           "FILE", In(&Settings::outbound, &Https::ca_file), ""),
      [](Settings& settings) { settings.outbound.ca_file.clear(); });
}

std::vector<Setting> OutboundSettings() {
  return Under("Requests to other servers", {PrivateHosts(), CaFile()});
}

std::vector<Setting> BuyerSettings() {
  return Under(
      "Buyers",
      {Choice<Buyers>(
           {"buyers", "whether a buyer is who the caller says, or whom the shop has signed"},
           &Settings::buyers, kBuyers, "trusted"),
       BuyerKeys(),
       Claim({"buyer-issuer", "the claim `iss` of signed buyer tokens"}, &Settings::buyer_issuer),
       Claim({"buyer-audience", "the claim `aud` of signed buyer tokens"},
             &Settings::buyer_audience),
       Choice<Pages>({"pages", "whether the server has pages for buyers, at `/`"}, &Settings::pages,
                     kPages, "on"),
       PagesTokenPath()});
}

std::vector<Setting> KeySettings() {
  return Under(
      "Keys",
      {TokenKeyFile(), OwnerKeyFile(),
       Choice<http::KeyEnvironment>({"key-environment", "whose access keys are accepted and made"},
                                    &Settings::key_environment, kKeyEnvironments, "live"),
       Switch({"allow-core-dumps",
               "allow core dumps and debuggers, which can read the keys in memory"},
              &Settings::allow_core_dumps)});
}

std::vector<Setting> ServiceSettings() {
  return Under("Service",
               {Switch({"daemon",
                        "read the settings again at SIGHUP, as under systemd, instead of stopping"},
                       &Settings::daemon)});
}

std::vector<Setting> LogSettings() {
  return Under("Log",
               {Choice<LogFormat>({"log-format",
                                   "JSON or text lines; auto is text on a terminal, else "
                                   "JSON"},
                                  &Settings::log_format, kLogFormats, "auto"),
                Choice<LogLevel>({"log-level", "the lowest level that is logged"},
                                 &Settings::log_level, kLogLevels, "info"),
                Length({"slow-request",
                        "how long a request may wait for the sale or the store without a "
                        "line in the log, 0s for never a line"},
                       In(&Settings::server, &http::ServerOptions::slow_request), kSlowRange)});
}

}  // namespace

std::string Setting::Flag() const {
  return "--" + name;
}

std::string Setting::Variable() const {
  std::string variable = "ONSALE_";
  for (const char c : name) {
    variable.push_back(c == '-' ? '_' : static_cast<char>(c - 'a' + 'A'));
  }
  return variable;
}

std::string_view InsteadOf(std::string_view name) {
  if (name != "operator-key-file") return {};
  return "is no longer a setting; the server writes an access key with all scopes to "
         "--owner-key-file, and `onsale key add` makes others";
}

std::span<const Setting> SettingsTable() {
  static const std::vector<Setting> table = [] {
    std::vector<Setting> all;
    for (const auto group : {AddressSettings, SaleSettings, PolicySettings, LimitSettings,
                             CallerSettings, TimeoutSettings, BuyerSettings, OutboundSettings,
                             KeySettings, ServiceSettings, LogSettings}) {
      std::ranges::move(group(), std::back_inserter(all));
    }
    return all;
  }();
  return table;
}

}  // namespace onsale::app
