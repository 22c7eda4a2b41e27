// One call of the API: its spec, how a request becomes a command, how the outcome becomes a
// response.
//
// Shape:    an endpoint is constant data (endpoints/endpoints.h has all of them). `begin` validates
//           the request and returns a response, or a command or query; `finish` turns the outcome
//           into the response. Only the Call is kept in between.
// Owner:    static storage; a Call ends with its response.
// Threads:  any number of I/O threads at once; a Call and its Services belong to one of them.
// Errors:   problems are responses (problem.h). No exception leaves `begin` or `finish`.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "base/time.h"
#include "base/uuid.h"
#include "domain/command.h"
#include "engine/engine.h"
#include "http/access/token_key_source.h"
#include "http/json/json_reader.h"
#include "http/parameters.h"
#include "http/request.h"
#include "http/response.h"

namespace onsale::http {

class SeatPages;

// What an endpoint may use besides its call. One for each I/O thread.
struct Services {
  domain::CatalogPtr catalog;  // as of the start of the request
  const TokenSeal* seal;       // seals and opens queue tokens; never null
  SeatPages& seat_pages;       // seat maps as cached JSON, by show and version
  base::UuidSource& ids;       // fresh ids
  const base::Clock& clock;
  std::string_view currency;         // ISO 4217
  std::function<bool()> ready = {};  // empty: always ready
};

// The caller's credentials, verified before the endpoint runs.
struct Caller {
  // A queue token with a valid seal. Present whenever the endpoint's spec needs one.
  std::optional<domain::Credential> token;
  // The caller has sent the operator's key. True whenever the endpoint's spec needs it.
  bool is_operator = false;
};

struct Call {
  Request request;
  std::array<std::string_view, 2> parameters;  // the path's `{...}`, in order
  QueryValues query = {};                      // in the order of the spec
  Caller caller;
  std::optional<domain::IdempotencyKey> idempotency_key;  // where the spec takes one
  Services& services;
};

// Without an operator's key on the server, paths that need it do not exist.
enum class Needs : std::uint8_t { kNothing, kQueueToken, kOperatorKey };

struct Spec {
  Method method;
  std::string_view path;          // e.g. `/v1/shows/{showId}/seats`
  std::string_view operation_id;  // as in openapi.json
  Needs needs = Needs::kNothing;
  QueryNames query = {};               // the query's parameters
  std::span<const Member> body = {};   // of the required JSON body; if empty, a body is refused
  bool takes_idempotency_key = false;  // Idempotency-Key
  // For monitoring: answered for any host and above the connection limit.
  bool is_health = false;
};

// The result of `begin`: the response, a command for the engine, a query to the store, or a reload
// of the token keys.
using Step =
    std::variant<Response, domain::Command, store::LedgerQuery, store::AuditQuery, ReloadTokenKeys>;

struct Endpoint {
  Spec spec;
  Step (*begin)(const Spec& spec, Call& call);
  // The response to the result of what `begin` returns; the others are null.
  Response (*finish)(const Call& call, const domain::Outcome& outcome) = nullptr;
  Response (*finish_ledger)(const Call& call,
                            std::span<const domain::LedgerEntry> entries) = nullptr;
  Response (*finish_audit)(const Call& call, const store::AuditReport& report) = nullptr;
  Response (*finish_token_keys)(const Call& call, const SealKeyIds& ids) = nullptr;
};

}  // namespace onsale::http
