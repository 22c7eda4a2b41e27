// The HTTP server: one listening socket, and I/O threads that share its connections.
//
// Shape:    the first thread accepts, and passes each connection to the thread with the fewest. One
//           socket for each thread (SO_REUSEPORT) was rejected: a second process could take the
//           same port unnoticed, and a few connections would be spread badly.
// Owner:    what ServerServices refers to outlives the server. The destructor waits for the
//           engine's answers to all jobs of the server.
// Threads:  Start, Stop and the destructor from any thread but the server's own; port from any.
// Errors:   Start returns a sentence for the operator. Errors of a client are answered to the
//           client.
#pragma once

#include <expected>
#include <memory>
#include <string>

#include "http/options.h"
#include "net/descriptor.h"

namespace onsale::http {

class Server {
 public:
  // Reserves the address of the options, so that a start fails before it changes anything if the
  // address is in use. Clients are refused until Start.
  static std::expected<net::Descriptor, std::string> Bind(const ServerOptions& options);
  // Prepares a socket that another process has made to listen and keeps (net::AdoptListener), for
  // Start. Connections wait in it before Start and after Stop; they are not refused.
  static std::expected<net::Descriptor, std::string> Adopt(const ServerOptions& options,
                                                           net::Descriptor listening);
  // Starts a server, which listens when Start returns. `bound` is from Bind or Adopt with the same
  // options; without one, Start binds itself. Requires: at least one I/O thread.
  static std::expected<std::unique_ptr<Server>, std::string> Start(ServerOptions options,
                                                                   ServerServices services,
                                                                   net::Descriptor bound = {});
  // Stops the server, as Stop does.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // The port on which the server listens, also if port 0 was requested.
  std::uint16_t port() const;
  // The number of open connections of all threads.
  std::size_t connections() const;

  // From now on requests may name these hosts, and pages of these origins may call the API. From
  // any thread.
  void Allow(AllowedHosts hosts, AllowedOrigins origins);
  // Makes the pages of a catalogue that is about to be loaded, so that no caller waits for them.
  // From any thread.
  void PreparePages(const domain::CatalogPtr& catalog);
  // Makes the server not ready, and every response from now on the last of its connection; serves
  // on until Stop. Load balancers can so take it out before connections are refused.
  void BeginDrain();
  // Stops accepting, closes idle connections, finishes requests in flight within the drain timeout,
  // and closes the rest. A second call does nothing.
  void Stop();

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace onsale::http
