// The proxies whose word the server takes for a client's address.
//
// Shape:    a list of prefixes, usually of single addresses. From any other address a PROXY header
//           is a malformed request, and X-Forwarded-For is ignored.
// Threads:  any; a value, constant once the server runs.
// Source:   docs/decisions/0025-limits-of-callers.md
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "net/ip_address.h"

namespace onsale::http {

class TrustedProxies {
 public:
  void Add(const net::IpPrefix& prefix) { prefixes_.push_back(prefix); }
  const std::vector<net::IpPrefix>& list() const { return prefixes_; }
  bool Contains(const net::IpAddress& address) const {
    return std::ranges::any_of(prefixes_, [&](const auto& p) { return p.Contains(address); });
  }

 private:
  std::vector<net::IpPrefix> prefixes_;
};

// The address that the nearest proxy has appended to X-Forwarded-For: the last element. Whoever is
// before that proxy wrote the others. Nothing if it is not a plain address.
inline std::optional<net::IpAddress> LastForwarded(std::string_view forwarded_for) {
  return net::ParseIp(base::Trim(forwarded_for.substr(forwarded_for.rfind(',') + 1)));
}

}  // namespace onsale::http
