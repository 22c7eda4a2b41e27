#include "app/service_links.h"

#include <algorithm>

#include "base/ascii.h"

namespace onsale::app {
namespace {

constexpr std::string_view kProtocols[] = {"TCP", "UDP", "SCTP"};
constexpr std::string_view kSchemes[] = {"tcp://", "udp://", "sctp://"};

// Whether the text is a port with its protocol, as in `8080_TCP` and `8080_TCP_ADDR`.
bool IsPort(std::string_view text) {
  const std::size_t digits = text.find_first_not_of("0123456789");
  if (digits == 0 || digits == std::string_view::npos || text[digits] != '_') return false;
  const std::string_view rest = text.substr(digits + 1);
  const std::string_view protocol = rest.substr(0, rest.find('_'));
  return std::ranges::find(kProtocols, protocol) != std::end(kProtocols);
}

// Whether the variable contains `_PORT_` and then a port.
bool HasPort(std::string_view variable) {
  constexpr std::string_view kPort = "_PORT_";
  for (std::size_t at = variable.find(kPort); at != std::string_view::npos;
       at = variable.find(kPort, at + 1)) {
    if (IsPort(variable.substr(at + kPort.size()))) return true;
  }
  return false;
}

bool IsUrlOfPort(std::string_view value) {
  return std::ranges::any_of(kSchemes, [&](auto scheme) { return value.starts_with(scheme); });
}

// Whether the value is `/CONTAINER/ALIAS`, and Docker makes this name of the alias.
bool IsPathOfAlias(std::string_view value, std::string_view name) {
  const std::size_t slash = value.find('/', 1);
  if (!value.starts_with('/') || slash == 1 || slash == std::string_view::npos) return false;
  const auto in_name = [](char c) { return c == '-' ? '_' : base::Lower(c); };
  return std::ranges::equal(value.substr(slash + 1), name, {}, in_name, base::Lower);
}

// The value of the variable `{name}{suffix}`; empty if there is none.
std::string_view ValueOf(const Environment& environment, std::string_view name,
                         std::string_view suffix) {
  const auto found = environment.find(std::string(name).append(suffix));
  return found == environment.end() ? std::string_view() : found->second;
}

bool IsLinked(std::string_view name, const Environment& environment) {
  return IsUrlOfPort(ValueOf(environment, name, "_PORT")) ||
         IsPathOfAlias(ValueOf(environment, name, "_NAME"), name);
}

// Whether Docker copied the variable from a linked container.
bool IsOfLinkedContainer(std::string_view variable, const Environment& environment) {
  constexpr std::string_view kEnv = "_ENV_";
  for (std::size_t at = variable.find(kEnv); at != std::string_view::npos;
       at = variable.find(kEnv, at + 1)) {
    if (IsLinked(variable.substr(0, at), environment)) return true;
  }
  return false;
}

// Whether the variable is the host or a port of a service of Kubernetes.
bool IsOfService(std::string_view variable, const Environment& environment) {
  constexpr std::string_view kHost = "_SERVICE_HOST";
  constexpr std::string_view kPort = "_SERVICE_PORT";
  if (variable.ends_with(kHost)) {
    variable.remove_suffix(kHost.size());
    return !ValueOf(environment, variable, kPort).empty();
  }
  const std::size_t at = variable.find(kPort);
  if (at == std::string_view::npos) return false;
  const std::string_view port = variable.substr(at + kPort.size());
  return (port.empty() || port.starts_with('_')) &&
         !ValueOf(environment, variable.substr(0, at), kHost).empty();
}

}  // namespace

bool IsServiceLink(std::string_view variable, const Environment& environment) {
  if (HasPort(variable) || IsOfService(variable, environment)) return true;
  if (IsOfLinkedContainer(variable, environment)) return true;
  const std::string_view name = variable.substr(0, variable.rfind('_'));
  return (variable.ends_with("_PORT") && IsUrlOfPort(ValueOf(environment, variable, ""))) ||
         (variable.ends_with("_NAME") && IsPathOfAlias(ValueOf(environment, variable, ""), name));
}

}  // namespace onsale::app
