#include "app/settings.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace onsale::app {

bool ListenAddress::IsLoopback() const {
  return address.starts_with("127.") || address == "::1";
}

bool ListenAddress::IsWildcard() const {
  std::array<std::uint8_t, 16> bytes{};
  if (inet_pton(AF_INET, address.c_str(), bytes.data()) != 1 &&
      inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) {
    return false;
  }
  // ::ffff:0.0.0.0, the IPv4 wildcard as an IPv6 address, counts as a wildcard too.
  if (bytes[10] == 0xff && bytes[11] == 0xff) bytes[10] = bytes[11] = 0;
  return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

std::string ListenAddress::Host() const {
  return address.find(':') == std::string::npos ? address : '[' + address + ']';
}

std::string ListenAddress::ToString() const {
  return Host() + ':' + std::to_string(port);
}

std::vector<std::string> MistakesOfAddress(const ListenAddress& listen, const Settings& settings) {
  std::vector<std::string> mistakes;
  if (listen.address.empty() || listen.IsLoopback()) return mistakes;
  if (!settings.allow_public) {
    mistakes.push_back("other machines can reach " + listen.ToString() +
                       "; give --allow-public if that is intended, or listen on 127.0.0.1");
  }
  if (listen.IsWildcard() && settings.hosts.empty()) {
    mistakes.push_back(listen.ToString() +
                       " does not determine the host that requests name; give it, as in "
                       "--host tickets.example, or listen on one address");
  }
  return mistakes;
}

}  // namespace onsale::app
