// Reads the PROXY header with which a proxy begins a connection, to state the client's address.
//
// Shape:    version 2, in binary:
//             12 signature | 1 version (2) and command | 1 family and protocol | 2 length
//             | `length` bytes: 4 + 4 or 16 + 16 of addresses, 2 + 2 of ports, then vectors of TLV
//           The first bytes are those of no HTTP request. The destination and the vectors are
//           ignored.
// Owner:    the caller owns the bytes.
// Threads:  any; pure.
// Errors:   a sentence for the client. Refused are another version or command, a length beyond
//           kLengthMax, and a length too short for the family's addresses.
// Source:   The PROXY protocol, versions 1 and 2 (HAProxy, proxy-protocol.txt), section 2.2.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "net/ip_address.h"

namespace onsale::http {

struct ProxyHeader {
  enum class State : std::uint8_t {
    kNone,  // the bytes begin with something else
    kPart,  // more bytes are needed, of which there are kSizeMax in all at most
    kWhole,
    kRefused
  };

  // The most bytes after the length; the addresses need 36 at most.
  static constexpr std::size_t kLengthMax = 1024;
  static constexpr std::size_t kSizeMax = 16 + kLengthMax;

  State state = State::kNone;
  std::size_t size = 0;      // kWhole: of the header
  net::IpAddress client;     // kWhole: the client's address; `::` if the header states none,
                             // because the proxy itself is the client or uses no TCP
  std::string_view mistake;  // kRefused
};

ProxyHeader ReadProxyHeader(std::string_view bytes);

}  // namespace onsale::http
