// The hosts that a request may name: a page of a stranger that points its own name at this server
// (DNS rebinding) gets no answer.
//
// Shape:    loopback names, with any port, and what is added. Names are compared ignoring case; one
//           dot behind a name changes nothing. Addresses are compared as text.
// Threads:  any; a value that does not change once the server runs.
// Source:   RFC 9110, section 7.4.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace onsale::http {

class AllowedHosts {
 public:
  // localhost, 127.0.0.1 and [::1].
  AllowedHosts();

  // `NAME`: that host with any port. `NAME:PORT`: with that port only; the ports 80 and 443 may be
  // left out of a request. False, and nothing is added, if it is of neither form. IPv6 addresses
  // stand in brackets.
  bool Add(std::string_view host);
  // Requires: an authority as the request parser takes it.
  bool Allows(std::string_view authority) const;

 private:
  struct Host {
    std::string name;                   // lower case, without a dot at the end
    std::optional<std::uint16_t> port;  // nothing: any
  };
  std::vector<Host> hosts_;
};

}  // namespace onsale::http
