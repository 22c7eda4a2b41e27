// The state that the connections of one I/O thread share: services, deadlines, spare memory, and
// the commands and questions that the thread submits at the end of its iteration.
//
// Owner:    the I/O thread.
// Threads:  that thread only.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/uuid.h"
#include "http/access/buyer/token_verifier.h"
#include "http/access/current_seal_keys.h"
#include "http/access/operator_notes.h"
#include "http/challenge/challenge_maker.h"
#include "http/connection/connection_table.h"
#include "http/connection/deadlines.h"
#include "http/connection/read_buffer.h"
#include "http/connection/response_writer.h"
#include "http/connection/strangers.h"
#include "http/connection/unsent_pages.h"
#include "http/dispatcher.h"
#include "http/options.h"
#include "http/pages/shared_pages.h"
#include "http/statistics/statistics.h"
#include "http/stream/open_streams.h"
#include "http/stream/stream_hub.h"

namespace onsale::http {

struct PendingQuestion {
  std::uint64_t tag;  // the tag of the connection
  Question question;
};

inline CountedServer CountedOf(const ServerServices& services) {
  CountedServer counted{.listener = services.listener};
  for (const Endpoint* endpoint : services.endpoints) {
    counted.calls.push_back(endpoint->spec.operation_id);
  }
  return counted;
}

// The I/O thread's own interfaces, through which the engine and its streams reach it.
struct ThreadEnds {
  engine::Mailbox& mailbox;
  StreamOutlet& outlet;
  OpenStreams::Owner& owner;
};

struct ThreadContext {
  ThreadContext(const ServerOptions& server_options, ServerServices& server_services,
                const Dispatcher& server_dispatcher, OpenStreams& server_streams,
                SharedPages& server_pages, const ThreadEnds& ends)
      : options(server_options),
        dispatcher(server_dispatcher),
        engine(server_services.engine),
        mailbox(ends.mailbox),
        open_streams(server_streams),
        stream_owner(ends.owner),
        request_log(server_services.request_log),
        counts(server_services.statistics == nullptr
                   ? std::make_shared<ThreadCounts>()
                   : server_services.statistics->NewThread(CountedOf(server_services))),
        ids(server_services.clock),
        seal_keys(server_services.seal_keys),
        sources{
            .store = [this](auto question) { engine.Ask(std::move(question), stop.get_token()); },
            .token_keys = server_services.token_keys,
            .request_log = request_log,
            .catalog = server_services.catalog_source,
            .backup = server_services.backup},
        services{.catalog = {},
                 .seal = nullptr,
                 .pages = server_pages,
                 .key_environment = server_services.key_environment,
                 .is_demo = server_services.is_demo,
                 .notes = &notes,
                 .ids = ids,
                 .clock = server_services.clock,
                 .currency = server_services.currency,
                 .base_path = options.base_path,
                 .ready = server_services.ready,
                 .buyer_pages = server_services.buyer_pages,
                 .console_pages = server_services.console_pages,
                 .demo_pages = server_services.demo_pages,
                 .statistics = server_services.statistics,
                 .limits = server_services.limits,
                 .challenges = server_services.challenges,
                 .accept_clock = server_services.accept_clock,
                 .store_health = server_services.store_health,
                 .process_figures = server_services.process_figures},
        writer(server_services.clock),
        deadlines({options.idle_timeout, options.header_timeout, options.body_timeout,
                   options.write_timeout, options.idle_timeout, options.linger_timeout,
                   options.stream_heartbeat, options.rejected_timeout, options.linger_timeout}),
        streams(
            ends.outlet, server_services.clock, server_pages.charts,
            {.feed = server_services.sale_feed, .keys = [this] { return engine.access_keys(); }}) {
    if (server_services.buyers == nullptr) return;
    services.buyers = &buyers.emplace(server_services.buyers->rules, server_services.buyers->keys);
  }

  void StartIteration(SteadyTime time) {
    now = time;
    services_are_fresh = false;
  }
  // The services, with the catalogue and the keys as of this iteration.
  Services& FreshServices() {
    if (std::exchange(services_are_fresh, true)) return services;
    services.catalog = engine.catalog();
    services.access_keys = engine.access_keys();
    if (const std::uint64_t version = seal_keys.version(); version != seal_version) {
      const SealKeys keys = seal_keys.Get();
      services.seal = &seal.emplace(keys);
      services.challenge_maker = &challenge_maker.emplace(keys);
      seal_version = version;
    }
    return services;
  }

  const ServerOptions& options;
  const Dispatcher& dispatcher;
  engine::Engine& engine;
  engine::Mailbox& mailbox;
  OpenStreams& open_streams;
  OpenStreams::Owner& stream_owner;
  RequestLog* const request_log;
  const std::shared_ptr<ThreadCounts> counts;  // of this thread
  base::UuidV7Source ids;
  const CurrentSealKeys& seal_keys;
  std::optional<TokenSeal> seal;                  // of the keys whose version is seal_version
  std::optional<ChallengeMaker> challenge_maker;  // of the same keys
  std::uint64_t seal_version = 0;
  std::optional<BuyerTokenVerifier> buyers;  // nothing: callers are believed who they are
  const Sources sources;
  OperatorNotes notes;
  Services services;
  ResponseWriter writer;
  Deadlines deadlines;
  Strangers strangers;  // outlives the connections
  StreamHub streams;
  BlockPool blocks;
  UnsentPages unsent;   // outlives the connections
  std::string scratch;  // where responses are assembled

  SteadyTime now = std::chrono::steady_clock::now();  // when this iteration started
  bool services_are_fresh = false;
  bool leaving = false;   // every response is the last of its connection
  bool draining = false;  // and so is every idle moment: the server stops
  std::stop_source stop;  // stop requested while draining, to end long questions
  // The operators whose changes are being decided, by the tag of the job.
  std::map<std::uint64_t, domain::Actor> changing;
  // Commands and questions collected during an iteration and submitted at its end.
  std::vector<engine::Job> jobs;
  std::vector<PendingQuestion> questions;
  std::deque<std::uint64_t> deferred;  // tags of deferred connections
  ConnectionTable connections;         // last: connections use everything above
};

}  // namespace onsale::http
