// One call of the API: its spec, how a request becomes a command, how the outcome becomes a
// response.
//
// Shape:    an endpoint is constant data (endpoints/endpoints.h has all of them). `begin` validates
//           the request and returns a response, a command, or a question. `finish` turns a
//           command's outcome into the response; a question has its own Finisher, which may ask a
//           command in turn. Only the Call is kept in between. What needs a command's outcome for
//           its question asks the command first (`next`).
// Owner:    static storage; a Call ends with its response.
// Threads:  any number of I/O threads at once; a Call and its Services belong to one of them.
// Errors:   problems are responses (problem.h). No exception leaves `begin` or `finish`.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "domain/access_key.h"
#include "domain/command.h"
#include "http/call.h"
#include "http/json/json_reader.h"
#include "http/limit/call_class.h"
#include "http/question.h"
#include "http/response.h"

namespace onsale::http {

// What a caller must show: one of these, or nothing if all are unset.
struct Needs {
  bool queue_token = false;
  bool buyer_token = false;  // of the user whom the call names; only if buyers are signed
  std::optional<domain::Scope> scope = {};  // an access key with this scope
  bool any_key = false;                     // an access key, whatever it may do
  // Whether the call needs nothing in the loopback demo (Services::is_demo), or whoever tries the
  // program would need a key before the first purchase.
  bool open_in_demo = false;

  constexpr bool Nothing() const { return !queue_token && !buyer_token && !TakesKey(); }
  constexpr bool TakesKey() const { return scope.has_value() || any_key; }
  // Whether only access keys may make the call.
  constexpr bool OnlyKey() const {
    return !queue_token && !buyer_token && !open_in_demo && TakesKey();
  }
};

// Whom a listener of the server is for.
enum class Audience : std::uint8_t { kBuyersAndShop, kOperators };

struct Spec {
  Method method;
  std::string_view path;                      // e.g. `/v1/shows/{showId}/seats`
  std::string_view operation_id;              // as in openapi.json
  CallClass call_class = CallClass::kPublic;  // whose limit counts, unless `is_health`
  Needs needs = {};
  QueryNames query = {};              // the query's parameters
  std::span<const Member> body = {};  // of the required JSON body; if empty, a body is refused
  // Of a call whose body is a JSON document that the endpoint reads itself: its largest size, which
  // may be above that of other bodies for keys with the scope; `body` is empty. 0: another call.
  std::size_t document_max = 0;
  bool takes_idempotency_key = false;  // whether the call accepts Idempotency-Key
  // Whether the endpoint is for monitoring: answered for any host, above the
  // connection limit, and without a limit of calls.
  bool is_health = false;
  std::optional<Audience> page_for = {};  // of a page, or a file of pages: who reads it
  // Whether a call of buyers is on the operators' listener, too: what the console shows of the
  // catalogue. Requires: anybody may make it.
  bool is_operators_too = false;
};

// Whether the audience's listener has the call. Operators also have the shop's calls that an access
// key opens, such as a user's balance, and what they need of the catalogue. Calls about the server
// itself, outside /v1, are on both unless they need a scope; pages are not.
constexpr bool IsAnsweredFor(Audience audience, const Spec& spec) {
  if (spec.page_for) return audience == *spec.page_for;
  if (!spec.path.starts_with("/v1/")) {
    return audience == Audience::kOperators || !spec.needs.scope.has_value();
  }
  const bool is_operators = spec.path.starts_with("/v1/operator/");
  if (audience == Audience::kBuyersAndShop) return !is_operators;
  return is_operators || spec.is_operators_too || spec.needs.scope.has_value();
}

// The result of `begin`.
using Step = std::variant<Response, domain::Command, Question>;

struct Endpoint {
  Spec spec;
  Step (*begin)(const Spec& spec, Call& call);
  // The response to the outcome of a command; null if `begin` and its question ask none.
  Response (*finish)(const Call& call, const domain::Outcome& outcome) = nullptr;
  // A question that follows the command: its Finisher makes the response. Nothing: `finish` makes
  // it. Null if no question ever follows.
  std::optional<Question> (*next)(const Call& call, const domain::Outcome& outcome) = nullptr;
  // Whether `next` asks only for rows that had their last change before the command, so that the
  // answer is that of the command's commit.
  bool next_keeps_order = false;
};

}  // namespace onsale::http
