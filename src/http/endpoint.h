// One call of the API: its spec, how a request becomes a command, how the outcome becomes a
// response.
//
// Shape:    an endpoint is constant data (endpoints/endpoints.h has all of them). `begin` validates
//           the request and returns a response, a command, or a question. `finish` turns a
//           command's outcome into the response; a question has its own Finisher. Only the Call is
//           kept in between.
// Owner:    static storage; a Call ends with its response.
// Threads:  any number of I/O threads at once; a Call and its Services belong to one of them.
// Errors:   problems are responses (problem.h). No exception leaves `begin` or `finish`.
#pragma once

#include <span>
#include <string_view>
#include <variant>

#include "domain/command.h"
#include "http/call.h"
#include "http/json/json_reader.h"
#include "http/limit/call_class.h"
#include "http/question.h"
#include "http/response.h"

namespace onsale::http {

// What a caller must show. If the server has no operator's key, paths that need it do not exist.
// The last three depend on whether buyers are signed, that is on ServerServices::buyers.
enum class Needs : std::uint8_t {
  kNothing,
  kQueueToken,
  kOperatorKey,
  kUser,         // signed: the user's buyer token, or the operator's key; otherwise nothing
  kTokenOrUser,  // a queue token or the operator's key or, signed, the user's buyer token
  kSeller        // signed: the operator's key; otherwise nothing
};

struct Spec {
  Method method;
  std::string_view path;                      // e.g. `/v1/shows/{showId}/seats`
  std::string_view operation_id;              // as in openapi.json
  CallClass call_class = CallClass::kPublic;  // whose limit counts, unless `is_health`
  Needs needs = Needs::kNothing;
  QueryNames query = {};               // the query's parameters
  std::span<const Member> body = {};   // of the required JSON body; if empty, a body is refused
  bool takes_idempotency_key = false;  // whether the call accepts Idempotency-Key
  // Whether the endpoint is for monitoring: answered for any host, above the
  // connection limit, and without a limit of calls.
  bool is_health = false;
};

// The result of `begin`.
using Step = std::variant<Response, domain::Command, Question>;

struct Endpoint {
  Spec spec;
  Step (*begin)(const Spec& spec, Call& call);
  // The response to the outcome of a command; null if `begin` returns none.
  Response (*finish)(const Call& call, const domain::Outcome& outcome) = nullptr;
};

}  // namespace onsale::http
