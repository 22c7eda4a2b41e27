// What the server is told at its start: where it listens, its bounds, and what it works with.
//
// Units:    sizes in bytes; times as base::Duration.
// Owner:    the app owns what ServerServices refers to, and keeps it alive longer than the server.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "base/time.h"
#include "engine/engine.h"
#include "http/allowed_hosts.h"
#include "http/endpoint.h"
#include "http/request_log.h"
#include "http/request_parser.h"

namespace onsale::http {

class CurrentSeal;
class OperatorKey;

struct ServerOptions {
  std::string listen_address = "127.0.0.1";  // an IPv4 or IPv6 address
  std::uint16_t listen_port = 8080;          // 0 picks a free one
  std::size_t io_threads = 1;
  // Over all threads. One more takes the place of an idle one. If none is idle, health is answered on
  // it, anything else gets 503; then it is closed.
  std::size_t connections_max = 16'384;
  // So many of those at once; beyond that they are hung up on.
  std::size_t turned_away_max = 1'024;
  base::Duration turned_away_timeout = std::chrono::seconds(1);  // to send their one request
  AllowedHosts hosts;                                            // others get 421
  RequestLimits limits;
  // Memory for answers and events that clients have not read, over all threads; beyond it those who
  // have taken the longest are given up.
  std::size_t unsent_max = std::size_t{256} << 20;
  // From accept to the first byte, and from a request's first byte to the end of its headers.
  base::Duration header_timeout = std::chrono::seconds(10);
  base::Duration body_timeout = std::chrono::seconds(10);   // from the end of the headers
  base::Duration write_timeout = std::chrono::seconds(30);  // for a whole response
  base::Duration idle_timeout = std::chrono::seconds(75);   // between two requests
  // A connection that has had no request for so long gives its place to a new one if all are taken.
  base::Duration idle_time_min = std::chrono::seconds(1);
  base::Duration linger_timeout =
      std::chrono::seconds(1);                             // to let the client read the last answer
  base::Duration drain_timeout = std::chrono::seconds(2);  // to finish what is in flight at Stop
  base::Duration stream_heartbeat = std::chrono::seconds(15);  // how long a stream may be silent

  // Streams of events may take so many of the connections; one more gets 503.
  std::size_t streams_max() const { return connections_max - connections_max / 4; }
};

struct ServerServices {
  engine::Engine& engine;
  const CurrentSeal& seal;
  base::Clock& clock;
  std::string currency;                       // ISO 4217
  const OperatorKey* operator_key = nullptr;  // null: the operator's calls are off
  TokenKeySource* token_keys = nullptr;       // null: keys are never read again
  std::span<const Endpoint* const> endpoints = Endpoints();
  std::function<bool()> ready;        // any thread; empty means always ready
  RequestLog* request_log = nullptr;  // any thread; null means nobody listens
};

}  // namespace onsale::http
