// The HTTP servers of the process: one for buyers and the shop, and one for operators, on an
// address of its own that by default only this machine reaches.
//
// Shape:    each answers its own calls (http::IsAnsweredFor) and those about the server itself:
//           health, the description of the API, problems. Any other call does not exist (404).
// Owner:    what the services refer to outlives this.
// Threads:  all members from one thread.
// Errors:   sentences for the operator that name the setting.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "app/file_limit.h"
#include "app/log.h"
#include "app/passed_sockets.h"
#include "app/settings.h"
#include "http/server.h"
#include "net/descriptor.h"

namespace onsale::app {

class Listeners {
 public:
  // Reserves both addresses, so that a start fails before it changes anything if one is in use.
  // Of an address whose socket is passed, the settings have the address (UseAddresses).
  static std::expected<Listeners, std::string> Bind(const Settings& settings,
                                                    const SocketRoom& sockets,
                                                    PassedSockets passed);

  // Starts to listen, on both addresses or on none. `services` has no endpoints yet.
  std::expected<void, std::string> Start(const http::ServerServices& services);
  // Prints both URLs to stdout, for people and scripts, with those of the console and the file of
  // the first key, without waiting for a reader. Logs the URLs unless both go to the same terminal.
  // Requires: started.
  void Announce(const Settings& settings, bool has_console, Log& log) const;
  // The URL of buyers and the shop. Requires: started.
  std::string Url() const { return parts_[0].Url(); }
  void BeginDrain();
  void Stop();
  // From now on requests may name the hosts of these settings, and pages of their origins may call
  // the API. Requires: started.
  void Allow(const Settings& settings);
  // Makes the pages for buyers of a catalogue that is about to be loaded. From any thread, once
  // started.
  void PreparePages(const domain::CatalogPtr& catalog);

 private:
  struct Part {
    ListenAddress address;  // with the port 0 if the system picks one
    http::ServerOptions options;
    net::Descriptor bound;
    std::vector<const http::Endpoint*> endpoints;
    std::unique_ptr<http::Server> server = nullptr;

    std::string Url() const;
  };
  Listeners(Part buyers, Part operators);

  std::array<Part, 2> parts_;  // of buyers and the shop; of operators
};

}  // namespace onsale::app
