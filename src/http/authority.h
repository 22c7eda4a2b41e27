// What a Host header or an absolute target names: a host, and perhaps a port.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace onsale::http {

struct Authority {
  std::string_view host;              // a name, an IPv4 address, or an IPv6 address in brackets
  std::optional<std::uint16_t> port;  // nothing: none was named
};

// Stricter than RFC 3986: what is left out (percent-encoding, user names, lists, an empty port) has
// no honest use in front of this server.
std::optional<Authority> ParseAuthority(std::string_view text);

}  // namespace onsale::http
