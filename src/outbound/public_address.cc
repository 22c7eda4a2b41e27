#include "outbound/public_address.h"

#include <algorithm>
#include <array>
#include <vector>

namespace onsale::outbound {
namespace {

using Prefixes = std::vector<net::IpPrefix>;

Prefixes PrefixesOf(std::initializer_list<std::string_view> texts) {
  Prefixes prefixes;
  for (const auto text : texts) prefixes.push_back(net::IpPrefix::Parse(text).value());
  return prefixes;
}

bool IsIn(const Prefixes& prefixes, const net::IpAddress& address) {
  return std::ranges::any_of(prefixes,
                             [&](const auto& prefix) { return prefix.Contains(address); });
}

}  // namespace

bool IsPublicAddress(const net::IpAddress& address) {
  static const Prefixes unicast = PrefixesOf({"0.0.0.0/0", "2000::/3"});
  static const Prefixes special = PrefixesOf(
      {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
       "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
       "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "2001::/23",
       "2001:db8::/32", "2002::/16", "3fff::/20"});
  return IsIn(unicast, address) && !IsIn(special, address);
}

bool IsLoopbackAddress(const net::IpAddress& address) {
  static const Prefixes loopback = PrefixesOf({"127.0.0.0/8", "::1"});
  return IsIn(loopback, address);
}

}  // namespace onsale::outbound
