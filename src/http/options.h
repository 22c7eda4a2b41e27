// The HTTP server's settings: its address, its limits, and the objects that it uses.
//
// Units:    sizes in bytes; times as base::Duration.
// Owner:    the app owns what ServerServices refers to, and destroys it after the server.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/json_document.h"
#include "base/time.h"
#include "engine/engine.h"
#include "http/access/accepted_clock.h"
#include "http/access/allowed_hosts.h"
#include "http/access/trusted_proxies.h"
#include "http/allowed_origins.h"
#include "http/endpoint.h"
#include "http/request.h"
#include "http/request_log.h"
#include "http/statistics/process_figures.h"
#include "http/statistics/store_health.h"

namespace onsale::http {

class ChallengeGate;
class CurrentSealKeys;
struct DemoPages;
class Limiter;
class SaleFeed;
struct SignedBuyers;
class Statistics;
class WebPages;

struct ServerOptions {
  std::string listen_address = "127.0.0.1";  // an IPv4 or IPv6 address
  std::uint16_t listen_port = 8080;          // 0: the system picks a free port
  std::size_t io_threads = 1;
  // The most connections, over all threads. A further connection replaces an idle one, or one with
  // an incomplete request (connection/replacement.h). If there is none, it gets an answer to a
  // health request, or 503 to any other, and is closed.
  std::size_t connections_max = 10'000;
  // The most connections above connections_max that are being rejected at the same time; further
  // ones are closed without an answer.
  std::size_t rejected_max = 1'024;
  base::Duration rejected_timeout = std::chrono::seconds(1);  // to send their request
  AllowedHosts hosts;                                         // requests for other hosts get 421
  AllowedOrigins origins;                                     // whose pages may call the API
  TrustedProxies trusted_proxies;  // whose word counts for a client's address
  // The path under which a proxy serves this server, such as `/shop`, which it removes from
  // requests: references to the server's own paths begin with it.
  std::string base_path;
  RequestLimits limits{.large_body_max = base::JsonDocument::kBytesMax};
  // The most memory of responses and events that clients have not read, over all threads; beyond it
  // the slowest readers are disconnected.
  std::size_t unsent_max = std::size_t{256} << 20;
  // From a request's first byte to the end of its headers.
  base::Duration header_timeout = std::chrono::seconds(10);
  base::Duration body_timeout = std::chrono::seconds(10);   // from the end of the headers
  base::Duration write_timeout = std::chrono::seconds(30);  // for a whole response
  // Between two requests, and before the first, because browsers open connections in advance.
  // Longer than any client keeps a connection (Caddy: 120 s), so that the server does not close it
  // while a request is on its way.
  base::Duration idle_timeout = std::chrono::seconds(150);
  // The time without a request, or with an incomplete one, after which a connection may be replaced
  // when all connections are in use.
  base::Duration idle_time_min = std::chrono::seconds(1);
  // The same for a connection on which no valid credential was shown. Clients send their request
  // together with the last packet of the handshake, so that it arrives within this time, and 64
  // places can still be taken by 6,400 new connections a second.
  base::Duration stranger_time_min = std::chrono::milliseconds(10);
  base::Duration linger_timeout = std::chrono::seconds(1);     // for reading the last response
  base::Duration drain_timeout = std::chrono::seconds(2);      // for requests in flight at Stop
  base::Duration stream_heartbeat = std::chrono::seconds(15);  // longest silence of a stream
  // A request that waits for the sale or the store at least this long is logged; 0: none is.
  base::Duration slow_request = std::chrono::seconds(1);

  // The most event streams, three quarters of the connections; a further stream gets 503.
  std::size_t streams_max() const { return connections_max - connections_max / 4; }
};

struct ServerServices {
  engine::Engine& engine;
  const CurrentSealKeys& seal_keys;
  base::Clock& clock;
  std::string currency;                  // ISO 4217
  const SignedBuyers* buyers = nullptr;  // null: nobody signs buyers; access keys speak for them
  KeyEnvironment key_environment = KeyEnvironment::kLive;  // whose access keys are accepted
  // Whether only this machine can reach the server, and no proxy is known: buyers' calls need no
  // access key then, unless a proxy has forwarded the request.
  bool is_demo = false;
  TokenKeySource* token_keys = nullptr;     // null: keys cannot be reloaded
  CatalogSource* catalog_source = nullptr;  // null: the running sale takes no catalogue
  BackupSource* backup = nullptr;           // null: the store has no files to copy
  std::span<const Endpoint* const> endpoints;
  std::function<bool()> ready;  // called on any thread; empty: always ready
  std::function<std::optional<AcceptedClock>()> accept_clock;  // as in Services; on any thread
  std::function<StoreHealth()> store_health = {};              // on any thread
  SaleFeed* sale_feed = nullptr;            // of the operators' streams; null: they have no events
  RequestLog* request_log = nullptr;        // called on any thread; may be null
  Limiter* limits = nullptr;                // null: no caller is limited
  const WebPages* buyer_pages = nullptr;    // for buyers, not for operators; null: there are none
  const WebPages* console_pages = nullptr;  // for operators, not for buyers; null: there are none
  const DemoPages* demo_pages = nullptr;    // of `onsale demo`; null: this is another server
  ChallengeGate* challenges = nullptr;      // null: new buyers never solve a challenge
  Statistics* statistics = nullptr;         // receives the counts of the I/O threads; may be null
  std::string_view listener = "buyers";     // whose the server is, in figures; static storage
  std::function<ProcessFigures()> process_figures = {};  // on any thread
};

}  // namespace onsale::http
