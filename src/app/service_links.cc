#include "app/service_links.h"

#include <algorithm>

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

}  // namespace

bool IsServiceLink(std::string_view variable, std::string_view value) {
  if (variable.ends_with("_SERVICE_HOST") || variable.ends_with("_SERVICE_PORT")) return true;
  if (variable.contains("_SERVICE_PORT_") || variable.contains("_ENV_")) return true;
  if (variable.ends_with("_NAME")) return value.starts_with('/');
  const auto begins_value = [value](std::string_view scheme) { return value.starts_with(scheme); };
  if (variable.ends_with("_PORT") && std::ranges::any_of(kSchemes, begins_value)) return true;
  return HasPort(variable);
}

}  // namespace onsale::app
