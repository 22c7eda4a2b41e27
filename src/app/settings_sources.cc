#include "app/settings_sources.h"

#include <algorithm>
#include <array>

#include "app/access_key_file.h"
#include "app/owner_key.h"
#include "app/service_links.h"
#include "app/setting_values.h"
#include "app/settings_file.h"
#include "base/ascii.h"
#include "store/postgres/url.h"

namespace onsale::app {
namespace {

constexpr std::string_view kDefaultOrigin = "default";

constexpr std::string_view kVariablePrefix = "ONSALE_";
constexpr std::string_view kConfigVariable = "ONSALE_CONFIG";
// Variables with this prefix belong to test programs, whose environment the server inherits.
constexpr std::string_view kTestVariablePrefix = "ONSALE_TEST_";
constexpr std::string_view kDecidedLogVariable = "ONSALE_TEST_DECIDED";
constexpr std::array<std::string_view, 2> kTestVariables{"ONSALE_BINARY", "ONSALE_CORPORA"};

// Splits a variable's list, as in `a.json:b.json`. At colons a URL is not split.
std::vector<std::string> Split(std::string_view text, char separator) {
  std::vector<std::string> pieces;
  if (separator == ':' && text.contains("://")) return {std::string(text)};
  while (!text.empty()) {
    const std::string_view piece = text.substr(0, text.find(separator));
    if (!piece.empty()) pieces.emplace_back(piece);
    text.remove_prefix(std::min(piece.size() + 1, text.size()));
  }
  return pieces;
}

bool IsKnownVariable(std::string_view variable) {
  return variable == kConfigVariable || variable == kKeyVariable ||
         variable.starts_with(kTestVariablePrefix) ||
         std::ranges::find(kTestVariables, variable) != kTestVariables.end() ||
         std::ranges::find(SettingsTable(), variable, &Setting::Variable) != SettingsTable().end();
}

// A mistake for each variable of a setting that earlier versions had: the operator relies on it.
void RefuseFormerVariables(const SettingsSources& sources, std::vector<std::string>& mistakes) {
  for (const auto& [variable, value] : sources.environment) {
    if (!variable.starts_with(kVariablePrefix)) continue;
    std::string name = variable.substr(kVariablePrefix.size());
    std::ranges::transform(name, name.begin(),
                           [](char c) { return c == '_' ? '-' : base::Lower(c); });
    if (const std::string_view instead = InsteadOf(name); !instead.empty()) {
      mistakes.push_back(variable + ' ' + std::string(instead));
    }
  }
}

// One warning for each variable that looks like a setting's but belongs to none. The variables of
// service links are ignored silently: the platform adds them, not the operator.
std::vector<std::string> WarnOfVariables(const SettingsSources& sources) {
  std::vector<std::string> warnings;
  for (const auto& [variable, value] : sources.environment) {
    if (!variable.starts_with(kVariablePrefix) || IsKnownVariable(variable)) continue;
    if (IsServiceLink(variable, sources.environment)) continue;
    warnings.push_back(variable + ": there is no such setting, so the variable is ignored; " +
                       "`onsale serve --help` lists them");
  }
  return warnings;
}

std::optional<std::string> ConfigPath(const SettingsSources& sources) {
  if (sources.config) return sources.config;
  const auto found = sources.environment.find(kConfigVariable);
  if (found == sources.environment.end()) return std::nullopt;
  return found->second;
}

// The setting's value from the first source that has it.
GivenSetting FirstGiven(const Setting& setting, const SettingsSources& sources,
                        const SettingsFile& file) {
  if (const auto flag = sources.flags.find(setting.name); flag != sources.flags.end()) {
    return {flag->second, setting.Flag()};
  }
  const auto variable = sources.environment.find(setting.Variable());
  if (variable != sources.environment.end()) {
    const bool list = setting.kind == SettingKind::kList;
    return {list ? Split(variable->second, setting.separator) : std::vector{variable->second},
            setting.Variable()};
  }
  if (const auto key = file.given.find(setting.name); key != file.given.end()) return key->second;
  if (setting.kind == SettingKind::kList || setting.derived) return {{}, "default"};
  return {{setting.fallback}, std::string(kDefaultOrigin)};
}

// How a message names a setting's origin: `--hold-time: `, or `onsale.toml:3: hold-time: `, because
// a line number alone does not name the setting.
std::string OriginText(const Setting& setting, const std::string& origin) {
  const bool in_file = origin != setting.Flag() && origin != setting.Variable();
  return origin + ": " + (in_file ? setting.name + ": " : "");
}

const InForce& Find(std::string_view name, const ResolvedSettings& resolved) {
  return *std::ranges::find_if(resolved.in_force,
                               [name](const InForce& item) { return item.setting->name == name; });
}

std::string OriginText(std::string_view name, const ResolvedSettings& resolved) {
  const InForce& found = Find(name, resolved);
  return OriginText(*found.setting, found.origin);
}

bool IsDefault(std::string_view name, const ResolvedSettings& resolved) {
  return Find(name, resolved).origin == kDefaultOrigin;
}

void CheckListen(std::string_view name, const ListenAddress& listen,
                 const ResolvedSettings& resolved, std::vector<std::string>& mistakes) {
  for (const std::string& mistake : MistakesOfAddress(listen, resolved.settings)) {
    mistakes.push_back(OriginText(name, resolved) + mistake);
  }
}

// Signed buyers need all that verifies them, and trusted ones nothing of it.
void CheckBuyers(const ResolvedSettings& resolved, std::vector<std::string>& mistakes) {
  const Settings& settings = resolved.settings;
  const std::pair<const char*, bool> given[] = {
      {"buyer-keys", !settings.buyer_keys.empty()},
      {"buyer-issuer", !settings.buyer_issuer.empty()},
      {"buyer-audience", !settings.buyer_audience.empty()}};
  for (const auto& [name, is_given] : given) {
    if (settings.buyers == Buyers::kSigned && !is_given) {
      mistakes.push_back(std::string("--buyers signed needs --") + name);
    }
    if (settings.buyers == Buyers::kTrusted && is_given) {
      mistakes.push_back(OriginText(name, resolved) +
                         "has no effect without --buyers signed; give both or neither");
    }
  }
}

// Checks what involves several settings or files; sets the default of the token key file.
void CheckTogether(ResolvedSettings& resolved, std::vector<std::string>& mistakes) {
  Settings& settings = resolved.settings;
  if (!settings.store.empty() && !settings.allow_insecure_store) {
    if (const auto risk = store::UnverifiedServer(settings.store)) {
      mistakes.push_back(OriginText("store", resolved) + *risk);
    }
  }
  // Over PostgreSQL a token key file must be set: all nodes share one key, so a node must not
  // create its own.
  if (!settings.store.empty() && settings.token_key_file.empty()) {
    mistakes.push_back("--store needs --token-key-file FILE: all nodes must share one token key");
  }
  if (settings.token_key_file.empty()) settings.token_key_file = settings.data / "token.key";
  if (settings.owner_key_file.empty() && settings.store.empty()) {
    settings.owner_key_file = OwnerKeyFileOf(settings.data);
  }
  // Two servers of one machine, such as those of tests, do not want the same port.
  if (settings.listen.port == 0 && IsDefault("operator-listen", resolved)) {
    settings.operator_listen.port = 0;
  }
  const bool is_one_address = settings.listen.address == settings.operator_listen.address ||
                              settings.listen.IsWildcard() || settings.operator_listen.IsWildcard();
  if (settings.listen.port != 0 && settings.listen.port == settings.operator_listen.port &&
      is_one_address) {
    mistakes.push_back(OriginText("operator-listen", resolved) + "port " +
                       std::to_string(settings.listen.port) +
                       " is that of --listen; the operator's calls need a port of their own");
  }
  CheckListen("listen", settings.listen, resolved, mistakes);
  CheckListen("operator-listen", settings.operator_listen, resolved, mistakes);
  CheckBuyers(resolved, mistakes);
}

}  // namespace

std::expected<ResolvedSettings, std::vector<std::string>> ResolveSettings(
    const SettingsSources& sources) {
  std::vector<std::string> mistakes;
  SettingsFile file;
  if (const auto path = ConfigPath(sources)) file = ReadSettingsFile(*path);
  std::ranges::copy(file.mistakes, std::back_inserter(mistakes));

  ResolvedSettings resolved;
  RefuseFormerVariables(sources, mistakes);
  resolved.warnings = WarnOfVariables(sources);
  for (const Setting& setting : SettingsTable()) {
    const GivenSetting given = FirstGiven(setting, sources, file);
    for (const std::string& value : given.values) {
      const auto set = setting.set(resolved.settings, value);
      if (!set) mistakes.push_back(OriginText(setting, given.origin) + set.error());
    }
    resolved.in_force.push_back({&setting, {}, given.origin});
  }
  const auto decided_log = sources.environment.find(kDecidedLogVariable);
  if (decided_log != sources.environment.end()) {
    resolved.settings.decided_log = decided_log->second;
  }
  CheckTogether(resolved, mistakes);
  if (!mistakes.empty()) return std::unexpected(std::move(mistakes));
  for (InForce& item : resolved.in_force) item.values = item.setting->show(resolved.settings);
  return resolved;
}

}  // namespace onsale::app
