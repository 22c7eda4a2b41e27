// Passes a framed request to its endpoint, and turns the outcome or answer into the response.
//
// The dispatcher handles what is common to all endpoints: routing, authorization, the idempotency
// key, the presence and type of the body, and failures of the store.
//
// Shape:    for each request Begin, then the command or question that it returned, then one Finish.
//           A dispatcher uses no socket and no thread.
// Owner:    an Exchange holds one request; it views the connection's bytes until its response
//           exists.
// Threads:  any, concurrently; an Exchange belongs to one.
// Errors:   every error is a response (problem.h), checked in this order: host, path, method, the
//           caller's limit, the caller, idempotency key, body.
#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <span>
#include <vector>

#include "engine/engine.h"
#include "http/access/allowed_hosts.h"
#include "http/access/settable.h"
#include "http/allowed_origins.h"
#include "http/endpoint.h"
#include "http/limit/limiter.h"
#include "http/router.h"

namespace onsale::http {

struct Exchange {
  Exchange(const Request& request, Services& services)
      : call{.request = request,
             .parameters = {},
             .caller = {},
             .idempotency_key = {},
             .services = services} {}

  Call call;
  net::IpAddress client;                      // the caller's address, `::` if unknown
  std::chrono::steady_clock::time_point now;  // of the request, for limits
  const Endpoint* endpoint = nullptr;         // null if no endpoint matches the request
  std::size_t call_number = kNoCall;          // the endpoint's number (router.h)
  std::optional<Quota> quota;                 // of a call that was checked in mode `on`
  engine::AnswerOrder position = {};          // of the command, while its `next` is asked
};

// Of what there is too little to answer a request.
enum class Scarce : std::uint8_t { kQueue, kConnections, kStreams };

class Dispatcher {
 public:
  explicit Dispatcher(std::span<const Endpoint* const> endpoints, AllowedHosts hosts = {},
                      AllowedOrigins origins = {})
      : hosts_(std::move(hosts)),
        origins_(std::move(origins)),
        router_({endpoints.begin(), endpoints.end()}) {}

  // Each call is answered by the hosts and origins of the moment. Any thread.
  void Allow(AllowedHosts hosts, AllowedOrigins origins) {
    hosts_.Replace(std::move(hosts));
    origins_.Replace(std::move(origins));
  }
  // Adds to a response what a page of an allowed origin needs to read it.
  void Permit(const Request& request, Response& response) const {
    origins_.Get().Permit(request, response);
  }

  // The largest body that this call takes from this caller, decided by the head of the request: a
  // call that takes more than the usual limit takes it only from keys with its scope. Otherwise the
  // response that refuses the request.
  std::expected<std::size_t, Response> LargeBodyMaxOf(Exchange& exchange) const;
  Step Begin(Exchange& exchange) const;
  // Begins a request of a connection above the limit: health requests are answered, all others get
  // Overloaded.
  Step BeginOverLimit(Exchange& exchange) const;
  // Makes the response from the result of the command or question that Begin returned; after a
  // question it may be a command, whose result follows.
  Response Finish(Exchange& exchange, const engine::Delivery& delivery) const;
  AfterQuestion Finish(const Exchange& exchange, Finisher& finish) const;
  // The question that follows the command, if the endpoint has one: the response is made from its
  // answer, without the first Finish.
  std::optional<Question> Next(Exchange& exchange, const engine::Delivery& delivery) const;

  // The response to a command that the engine's full queue rejected, and to connections and streams
  // above the limit.
  static Response Overloaded(Scarce scarce);

 private:
  CallerKey KeyOf(const Exchange& exchange) const;
  std::optional<Response> CheckLimit(Exchange& exchange, const CallerKey& caller) const;
  std::optional<Response> CheckCallerOf(Exchange& exchange) const;

  Settable<AllowedHosts> hosts_;
  Settable<AllowedOrigins> origins_;
  Router router_;
};

}  // namespace onsale::http
