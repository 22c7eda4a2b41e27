// The HTTP server: one listening socket, and I/O threads that share the connections it accepts.
//
// Shape:    the first thread accepts and hands each connection to the thread that has the fewest. A
//           socket of its own for each thread (SO_REUSEPORT) was left out: it lets a second process
//           take the same port unnoticed, and spreads few connections badly.
// Owner:    what ServerServices refers to outlives the server. The engine's answers to every job
//           that the server gave it are awaited before the server is gone.
// Threads:  Start, Stop and the destructor from any thread but the server's own; port from any.
// Errors:   Start gives a sentence for the operator. A client's mistakes are answered to the
//           client.
#pragma once

#include <expected>
#include <memory>
#include <string>

#include "http/options.h"

namespace onsale::http {

class Server {
 public:
  // Listens when it returns. Requires: at least one I/O thread.
  static std::expected<std::unique_ptr<Server>, std::string> Start(ServerOptions options,
                                                                   ServerServices services);
  // Stops.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // The port listened on, also if any was asked for.
  std::uint16_t port() const;
  // How many connections are open.
  std::size_t connections() const;

  // Accepts no more, closes what is idle, finishes what is in flight within the drain timeout,
  // closes the rest. Stopping twice is stopping once.
  void Stop();

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace onsale::http
