// IP addresses and prefixes as values, without ports and names.
//
// Shape:    16 bytes in network order. An IPv4 address is held as the IPv4-mapped IPv6 address
//           ::ffff:a.b.c.d, so that both spellings of one address are equal.
// Threads:  any; values.
// Errors:   a text in another form than inet_pton accepts is nothing.
// Source:   RFC 4291 section 2.5.5.2.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "net/descriptor.h"

namespace onsale::net {

struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};  // `::`, which no client has, if unknown

  bool operator==(const IpAddress&) const = default;
  bool IsV4() const;
  // `192.0.2.1` or `2001:db8::1`; empty if unknown.
  std::string ToString() const;
};

// The address that 4 bytes of IPv4 or 16 bytes of IPv6 mean. Requires: one of these sizes.
IpAddress IpOf(std::span<const std::uint8_t> bytes);
// The address of a socket address; `::` if that is of another family than IPv4 and IPv6. Requires:
// the object is as large as its family says.
IpAddress IpOf(const sockaddr& socket_address);
std::optional<IpAddress> ParseIp(std::string_view text);
// The address of the socket's peer; `::` if the system does not know it.
IpAddress PeerOf(const Descriptor& socket);

// All addresses whose first `bits` bits are those of `address`.
struct IpPrefix {
  IpAddress address;
  std::uint8_t bits = 128;  // of 128: an IPv4 prefix has 96 more than it is written with

  // Parses `10.0.0.0/8`, `2001:db8::/32`, or an address alone. Nothing if an address bit after the
  // prefix is set, which is probably a mistake.
  static std::optional<IpPrefix> Parse(std::string_view text);
  bool operator==(const IpPrefix&) const = default;
  bool Contains(const IpAddress& candidate) const;
  std::string ToString() const;
};

}  // namespace onsale::net
