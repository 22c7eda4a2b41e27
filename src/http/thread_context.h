// What the connections of one I/O thread share: services, deadlines, spare memory, and what the
// thread will ask the engine at the end of its turn.
//
// Owner:    the I/O thread.
// Threads:  that thread only.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/uuid.h"
#include "http/deadlines.h"
#include "http/dispatcher.h"
#include "http/options.h"
#include "http/read_buffer.h"
#include "http/response_writer.h"
#include "http/seat_pages.h"

namespace onsale::http {

struct LedgerQuestion {
  std::uint64_t tag;  // the connection's
  store::LedgerQuery query;
};

struct ThreadContext {
  ThreadContext(const ServerOptions& server_options, ServerServices& server_services,
                const Dispatcher& server_dispatcher, engine::Mailbox& thread_mailbox)
      : options(server_options),
        dispatcher(server_dispatcher),
        engine(server_services.engine),
        mailbox(thread_mailbox),
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
                   options.idle_timeout, options.linger_timeout}) {}

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
  RequestLog* const request_log;
  base::UuidV7Source ids;
  SeatPages seat_pages;
  Services services;
  ResponseWriter writer;
  Deadlines deadlines;
  BlockPool blocks;
  std::string scratch;  // where a response is put together

  bool catalog_is_fresh = false;
  bool draining = false;  // every response is the last of its connection
  // Gathered during a turn, handed over at its end.
  std::vector<engine::Job> jobs;
  std::vector<LedgerQuestion> questions;
  std::vector<std::uint64_t> dead;  // tags of connections that nothing refers to any more
};

}  // namespace onsale::http
