// Which IP addresses belong to the public internet.
//
// Threads:  any; no state.
// Source:   IANA's registries of special-purpose addresses for IPv4 and IPv6 (RFC 6890), as of
//           2026: what is not globally reachable. Of IPv6 only 2000::/3 is public, without the
//           prefixes that carry IPv4 addresses inside (6to4, Teredo).
#pragma once

#include "net/ip_address.h"

namespace onsale::outbound {

bool IsPublicAddress(const net::IpAddress& address);
// 127.0.0.0/8 or ::1.
bool IsLoopbackAddress(const net::IpAddress& address);

}  // namespace onsale::outbound
