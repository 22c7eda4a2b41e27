// The authority of a Host header or of an absolute target: a host and an optional port.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace onsale::http {

struct Authority {
  std::string_view host;              // a name, an IPv4 address, or an IPv6 address in brackets
  std::optional<std::uint16_t> port;  // nothing if absent
};

// Parses an authority; nothing if malformed. Stricter than RFC 3986: percent-encoding, user names,
// lists and an empty port are refused, since no honest client of this server sends them.
std::optional<Authority> ParseAuthority(std::string_view text);

}  // namespace onsale::http
