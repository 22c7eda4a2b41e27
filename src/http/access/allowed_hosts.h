// The hosts that a request may name. Protects against DNS rebinding: a foreign page whose host name
// resolves to this server is refused.
//
// Shape:    allowed are the loopback names with any port, and every added host. Names are compared
//           ignoring case and one trailing dot; addresses are compared as text.
// Threads:  any; a value, constant once the server runs.
// Source:   RFC 9110, section 7.4.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace onsale::http {

// Whether a host that Add accepts is a name or an address of this machine alone.
bool IsLoopbackHost(std::string_view host);

class AllowedHosts {
 public:
  // Allows localhost, 127.0.0.1 and [::1].
  AllowedHosts();

  // Allows a host: `NAME` with any port, `NAME:PORT` with this port only, where a request may omit
  // the ports 80 and 443. IPv6 addresses are written in brackets. Returns false and adds nothing if
  // `host` has neither form.
  bool Add(std::string_view host);
  // Whether a request may name this authority. Requires: the request parser has accepted it.
  bool Allows(std::string_view authority) const;

 private:
  struct Host {
    std::string name;                   // in lower case, without a dot at the end
    std::optional<std::uint16_t> port;  // nothing: any port
  };
  std::vector<Host> hosts_;
};

}  // namespace onsale::http
