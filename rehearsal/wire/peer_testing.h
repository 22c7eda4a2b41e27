// The server's side of a test: takes connections on the loopback and answers by hand, in the test's own
// thread, so that a test says what comes before what.
//
// Threads:  one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "net/socket.h"

namespace onsale::rehearsal {

class Peer {
 public:
  Peer();

  net::Address address() const { return {"127.0.0.1", net::PortOf(listener_)}; }
  // Takes the connections that wait; how many there are by now.
  std::size_t Take();
  // What has arrived on connection `i` and was not read yet.
  std::string Read(std::size_t i);
  void Write(std::size_t i, std::string_view bytes);
  void Close(std::size_t i);

 private:
  net::Descriptor listener_;
  std::vector<net::Descriptor> taken_;
};

// `{}` with this status.
std::string ResponseText(unsigned status, std::string_view headers = "",
                         std::string_view body = "{}");

}  // namespace onsale::rehearsal
