// One call of the API: its spec, how a request becomes a command, how the outcome becomes a
// response.
//
// Shape:    Begin validates the request and returns a response, a command, or a question. Finish
//           turns a command's outcome into the response; a question has its own Finisher. Only the
//           Call is kept in between.
// Owner:    endpoints are stateless and live as long as the server; a Call ends with its response.
// Threads:  any number of I/O threads at once; a Call and its Services belong to one of them.
// Errors:   problems are responses (problem.h). No exception leaves Begin or Finish.
#pragma once

#include <span>
#include <string_view>
#include <variant>

#include "domain/command.h"
#include "http/call.h"
#include "http/question.h"
#include "http/response.h"

namespace onsale::http {

// Without an operator's key on the server, paths that need it do not exist.
enum class Needs : std::uint8_t { kNothing, kQueueToken, kOperatorKey };

struct Spec {
  Method method;
  std::string_view path;          // e.g. `/v1/shows/{showId}/seats`
  std::string_view operation_id;  // as in openapi.json
  Needs needs = Needs::kNothing;
  bool takes_body = false;             // a JSON body is required; else a body is refused
  bool takes_idempotency_key = false;  // Idempotency-Key
  // For monitoring: answered for any host and above the connection limit.
  bool is_health = false;
};

// The result of Begin.
using Step = std::variant<Response, domain::Command, Question>;

class Endpoint {
 public:
  virtual ~Endpoint() = default;
  virtual const Spec& spec() const = 0;
  virtual Step Begin(Call& call) const = 0;
  virtual Response Finish(const Call& call, const domain::Outcome& outcome) const;
};

// Every endpoint of the API, in the order of the documentation. Static storage.
std::span<const Endpoint* const> Endpoints();

}  // namespace onsale::http
