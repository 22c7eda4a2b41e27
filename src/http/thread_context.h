// What the connections of one I/O thread share: services, deadlines, spare memory, and what the
// thread will ask the engine at the end of its turn.
//
// Owner:    the I/O thread.
// Threads:  that thread only.
#pragma once

#include <deque>
#include <memory>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

#include "base/uuid.h"
#include "http/deadlines.h"
#include "http/dispatcher.h"
#include "http/open_streams.h"
#include "http/options.h"
#include "http/read_buffer.h"
#include "http/response_writer.h"
#include "http/seat_pages.h"
#include "http/stream_hub.h"
#include "http/unsent_pages.h"

namespace onsale::http {

struct StoreQuestion {
  std::uint64_t tag;  // the connection's
  std::variant<store::LedgerQuery, store::AuditQuery> query;
};

// The thread as others see it.
struct ThreadEnds {
  engine::Mailbox& mailbox;
  StreamOutlet& outlet;
  OpenStreams::Owner& owner;
};

struct ThreadContext {
  ThreadContext(const ServerOptions& server_options, ServerServices& server_services,
                const Dispatcher& server_dispatcher, OpenStreams& server_streams,
                const ThreadEnds& ends)
      : options(server_options),
        dispatcher(server_dispatcher),
        engine(server_services.engine),
        mailbox(ends.mailbox),
        open_streams(server_streams),
        stream_owner(ends.owner),
        request_log(server_services.request_log),
        ids(server_services.clock),
        services{.catalog = {},
                 .seal = server_services.seal,
                 .seat_pages = seat_pages,
                 .ids = ids,
                 .clock = server_services.clock,
                 .currency = server_services.currency},
        writer(server_services.clock),
        deadlines({options.header_timeout, options.body_timeout, options.write_timeout,
                   options.idle_timeout, options.linger_timeout, options.stream_heartbeat,
                   options.turned_away_timeout}),
        streams(ends.outlet) {}

  void StartTurn(SteadyTime time) {
    now = time;
    catalog_is_fresh = false;
  }
  // The services with the catalogue of this turn.
  Services& FreshServices() {
    if (!catalog_is_fresh) services.catalog = engine.catalog();
    catalog_is_fresh = true;
    return services;
  }

  const ServerOptions& options;
  const Dispatcher& dispatcher;
  engine::Engine& engine;
  engine::Mailbox& mailbox;
  OpenStreams& open_streams;
  OpenStreams::Owner& stream_owner;
  RequestLog* const request_log;
  base::UuidV7Source ids;
  SeatPages seat_pages;
  Services services;
  ResponseWriter writer;
  Deadlines deadlines;
  StreamHub streams;
  BlockPool blocks;
  UnsentPages unsent;   // outlives the connections
  std::string scratch;  // where a response is put together

  SteadyTime now = std::chrono::steady_clock::now();  // as of the start of this turn
  bool catalog_is_fresh = false;
  bool draining = false;  // every response is the last of its connection
  std::stop_source stop;  // requested then: ends what takes long
  // Gathered during a turn, handed over at its end.
  std::vector<engine::Job> jobs;
  std::vector<StoreQuestion> questions;
  std::deque<std::uint64_t> put_off;  // tags of connections to be resumed, some at a time
  std::vector<std::uint64_t> dead;    // tags of connections that nothing refers to any more
};

}  // namespace onsale::http
