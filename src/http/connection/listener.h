// The listening socket: accepts connections and passes them to I/O threads.
//
// Threads:  Open before the thread that accepts runs; the rest from that thread only.
// Errors:   Open returns why it cannot listen. Failures to accept are reported at most once a
//           second, and accepting is retried after a pause.
#pragma once

#include <chrono>
#include <expected>
#include <functional>
#include <string>

#include "http/connection/deadlines.h"
#include "net/socket.h"

namespace onsale::http {

class Listener {
 public:
  struct Callbacks {
    std::function<void(net::Descriptor)> accepted;
    std::function<void(std::string_view)> trouble;
  };

  explicit Listener(Callbacks callbacks) : callbacks_(std::move(callbacks)) {}

  // Listens on a socket from net::Bind or net::AdoptListener.
  std::expected<void, std::string> Open(net::Descriptor bound);
  std::uint16_t port() const { return port_; }
  const net::Descriptor& socket() const { return socket_; }

  // Reports that the socket has become readable: connections wait to be accepted.
  void OnReadable() { waiting_ = true; }
  // Accepts a bounded number of waiting connections, so that the thread's other work continues.
  // True if Accept should be called again at once.
  bool Accept(SteadyTime now);
  // Accepts the connections that already wait in the kernel, then closes the socket. Those of a
  // passed socket stay there: the next process that gets it answers them.
  void Close();

 private:
  void OnTrouble(int error, SteadyTime now);

  const Callbacks callbacks_;
  net::Descriptor socket_;
  std::uint16_t port_ = 0;
  bool is_passed_ = false;  // another process keeps the socket
  bool waiting_ = false;
  SteadyTime pause_until_;
  SteadyTime last_trouble_;
};

}  // namespace onsale::http
