#include "http/access/allowed_hosts.h"

#include <algorithm>

#include "base/ascii.h"
#include "http/access/authority.h"

namespace onsale::http {
namespace {

std::string_view WithoutDot(std::string_view name) {
  if (name.size() > 1 && name.ends_with('.')) name.remove_suffix(1);
  return name;
}

// Whether a client may omit this port: the default port of its scheme, which behind a proxy is not
// known here.
bool MayBeLeftOut(std::uint16_t port) {
  return port == 80 || port == 443;
}

}  // namespace

bool IsLoopbackHost(std::string_view host) {
  const auto authority = ParseAuthority(host);
  const std::string_view name = authority ? WithoutDot(authority->host) : "";
  return base::EqualsIgnoringCase(name, "localhost") || name == "[::1]" || name == "127.0.0.1";
}

AllowedHosts::AllowedHosts() {
  for (const std::string_view name : {"localhost", "127.0.0.1", "[::1]"}) Add(name);
}

bool AllowedHosts::Add(std::string_view host) {
  const auto authority = ParseAuthority(host);
  if (!authority) return false;
  std::string name(WithoutDot(authority->host));
  std::ranges::transform(name, name.begin(), base::Lower);
  hosts_.push_back({std::move(name), authority->port});
  return true;
}

bool AllowedHosts::Allows(std::string_view authority) const {
  const auto asked = ParseAuthority(authority);
  if (!asked) return false;
  const std::string_view name = WithoutDot(asked->host);
  return std::ranges::any_of(hosts_, [&](const Host& host) {
    if (!base::EqualsIgnoringCase(name, host.name)) return false;
    return !host.port || (asked->port ? *asked->port == *host.port : MayBeLeftOut(*host.port));
  });
}

}  // namespace onsale::http
