// The listening socket: accepts connections as they come and hands each one on.
//
// Threads:  Open before the thread that accepts runs; the rest from that thread only.
// Errors:   Open says why it cannot listen. Trouble in accepting is reported once a second at most,
//           and accepting is tried again a moment later.
#pragma once

#include <chrono>
#include <expected>
#include <functional>
#include <string>

#include "http/deadlines.h"
#include "net/socket.h"

namespace onsale::http {

class Listener {
 public:
  struct Callbacks {
    std::function<void(net::Descriptor)> accepted;
    std::function<void(std::string_view)> trouble;
  };

  explicit Listener(Callbacks callbacks) : callbacks_(std::move(callbacks)) {}

  // The limit is that of every connection it accepts.
  std::expected<void, std::string> Open(const net::Address& address,
                                        const net::UnsentLimit& limit = {});
  std::uint16_t port() const { return port_; }
  const net::Descriptor& socket() const { return socket_; }

  // The socket has become readable: there are connections that were not accepted yet.
  void OnReadable() { waiting_ = true; }
  // Accepts some of those that wait, so that others get their turn on this thread. True if it should
  // be called again at once.
  bool Accept(SteadyTime now);
  // Accepts what the kernel has already, then no more.
  void Close();

 private:
  void OnTrouble(int error, SteadyTime now);

  const Callbacks callbacks_;
  net::Descriptor socket_;
  std::uint16_t port_ = 0;
  bool waiting_ = false;
  SteadyTime pause_until_;
  SteadyTime last_trouble_;
};

}  // namespace onsale::http
