// The server's side of a connection, for tests: accepts connections on the loopback and sends
// answers from the test's own thread, so that the test controls the order of events.
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
  // Accepts the connections that wait to be accepted; returns how many were accepted in all.
  std::size_t Take();
  // The bytes that have arrived on connection `i` and were not read yet.
  std::string Read(std::size_t i);
  void Write(std::size_t i, std::string_view bytes);
  void Close(std::size_t i);

 private:
  net::Descriptor listener_;
  std::vector<net::Descriptor> taken_;
};

// A complete HTTP response with this status.
std::string ResponseText(unsigned status, std::string_view headers = "",
                         std::string_view body = "{}");

}  // namespace onsale::rehearsal
