#include "http/dispatcher.h"

#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "base/assert.h"
#include "http/access/token_seal.h"
#include "http/caller_check.h"
#include "http/idempotency_key.h"
#include "http/limit/quota_headers.h"
#include "http/pages/shared_pages.h"
#include "http/problem/problem.h"

namespace onsale::http {
namespace {

// Whether a Content-Type is `application/json`, with no parameter but charset=utf-8.
bool IsJson(std::string_view content_type) {
  const std::size_t semicolon = content_type.find(';');
  if (!base::EqualsIgnoringCase(base::Trim(content_type.substr(0, semicolon)), "application/json"))
    return false;
  if (semicolon == std::string_view::npos) return true;
  const std::string_view parameter = base::Trim(content_type.substr(semicolon + 1));
  return base::EqualsIgnoringCase(parameter, "charset=utf-8") ||
         base::EqualsIgnoringCase(parameter, "charset=\"utf-8\"");
}

// Of a call that only reads the text says nothing of changes.
Response StoreProblem(const store::StoreError& error, bool reads) {
  switch (error.code) {
    case store::StoreErrorCode::kUnavailable:
    case store::StoreErrorCode::kConflict:
    case store::StoreErrorCode::kOutdated:
      return Problem(ProblemCode::kUnavailable,
                     reads ? "The data cannot be read now. Try again shortly."
                           : "Nothing was changed. Try again shortly.");
    case store::StoreErrorCode::kCorrupt:
    case store::StoreErrorCode::kUnknownOutcome:
    case store::StoreErrorCode::kAbandoned:
      break;
  }
  return Problem(ProblemCode::kOutcomeUnknown,
                 reads ? "It is not known whether the data that this request would read is stored. "
                         "Send it again."
                       : "It is not known whether this request took effect. Repeat it with the "
                         "same Idempotency-Key.");
}

Response Unmatched(const Router& router, const Request& request, const Match& match) {
  const bool everything = request.path == "*";
  const std::uint32_t methods = everything ? router.methods() : match.methods;
  if (methods == 0) {
    const bool is_operators =
        request.path.starts_with("/v1/operator/") || request.path == "/metrics";
    return Problem(ProblemCode::kNotFound,
                   is_operators ? "There is nothing at this path. The operator's calls are at the "
                                  "operator's address alone (--operator-listen)."
                                : "There is nothing at this path.");
  }
  if (request.method == Method::kOptions) {
    Response response{.status = 204, .content_type = {}};
    response.AddHeader("Allow", Router::Allow(methods));
    return response;
  }
  Response response =
      Problem(ProblemCode::kMethodNotAllowed, "This path does not support this method.");
  response.AddHeader("Allow", Router::Allow(methods));
  return response;
}

Response Misdirected() {
  return Problem(ProblemCode::kMisdirectedRequest,
                 "This server does not answer for the host that the request names. Its operator "
                 "can allow it with --host.");
}

std::optional<Response> ReadIdempotencyKey(Call& call) {
  const std::optional<std::string_view> header = call.request.idempotency_key;
  if (!header) return std::nullopt;
  std::optional<std::string> key = ParseIdempotencyKey(*header);
  if (!key) {
    return Problem(ProblemCode::kIdempotencyKeyInvalid,
                   "An Idempotency-Key is 1 to 255 visible ASCII characters, in quotes or bare.");
  }
  call.idempotency_key = domain::IdempotencyKey{.key = *std::move(key), .fingerprint = {}};
  return std::nullopt;
}

std::optional<Response> CheckBody(const Spec& spec, const Request& request) {
  if (spec.body.empty() && spec.document_max == 0) {
    if (request.body.empty()) return std::nullopt;
    return Problem(ProblemCode::kMalformedRequest, "This call accepts no body.");
  }
  if (request.body.empty()) {
    return Problem(ProblemCode::kMalformedRequest, "This call needs a JSON body.");
  }
  if (request.content_encoding &&
      !base::EqualsIgnoringCase(*request.content_encoding, "identity")) {
    Response response = Problem(ProblemCode::kUnsupportedMediaType,
                                "Send the body uncompressed, without the header Content-Encoding.");
    response.AddHeader("Accept-Encoding", "identity");  // RFC 9110, section 12.5.3
    return response;
  }
  if (request.content_type && IsJson(*request.content_type)) return std::nullopt;
  return Problem(ProblemCode::kUnsupportedMediaType, "Send the body as application/json.");
}

// Adds Onsale-Commit and Onsale-Order, by which an observer can sort responses into the order in
// which their commands were decided.
void AddOrder(Response& response, std::uint64_t commit, const engine::AnswerOrder& position) {
  std::string order = std::to_string(position.at.time_since_epoch().count());
  order.append(1, '-').append(std::to_string(position.engine_batch));
  order.append(1, '-').append(std::to_string(position.index));
  response.AddHeader("Onsale-Commit", std::to_string(commit));
  response.AddHeader("Onsale-Order", order);
}

// Notes that the caller may have changed something, so that it is not sent an older copy of a map.
void NoteOwnChange(const Exchange& exchange) {
  const Call& call = exchange.call;
  if (exchange.endpoint->spec.method == Method::kGet || !call.caller.token) return;
  call.services.pages.last_commits.Note(call.caller.token->key, call.commit);
}

}  // namespace

// The caller as limits know it. A queue token counts where the call needs none, too, but only with
// a valid seal: whoever invents tokens is known by address. It does not count where tokens are
// issued: with its tokens an address would get more of them.
CallerKey Dispatcher::KeyOf(const Exchange& exchange) const {
  const Call& call = exchange.call;
  if (call.caller.buyer) return CallerKey::Of(*call.caller.buyer);
  std::optional<domain::Credential> token = call.caller.token;
  const bool issues = exchange.endpoint->spec.call_class == CallClass::kIssue;
  if (!token && !issues && call.request.queue_token) {
    token = call.services.seal->Open(*call.request.queue_token);
  }
  return token ? CallerKey::Of(token->key) : CallerKey::Of(exchange.client);
}

// Counts the call against its caller's limit, also if its credentials are refused: those who guess
// keys, tokens and paths are limited too. Whoever has a valid access key is not.
std::optional<Response> Dispatcher::CheckLimit(Exchange& exchange, const CallerKey& caller) const {
  Limiter* const limits = exchange.call.services.limits;
  if (limits == nullptr || limits->mode() == LimitMode::kOff) return std::nullopt;
  const bool is_known = exchange.endpoint != nullptr;
  if (is_known && exchange.endpoint->spec.is_health) return std::nullopt;
  const CallClass call_class = is_known ? exchange.endpoint->spec.call_class : CallClass::kPublic;
  if (exchange.call.caller.key) return std::nullopt;
  exchange.quota = limits->Check(call_class, caller, exchange.now);
  if (!exchange.quota || exchange.quota->verdict.conforms) return std::nullopt;
  return QuotaExceeded(NameOf(call_class), RetryAfterSeconds(*exchange.quota));
}

// Checks who is calling, and how often. A buyer token costs a signature to verify, so that such a
// call counts for its address first: no address has more verified than it may call.
std::optional<Response> Dispatcher::CheckCallerOf(Exchange& exchange) const {
  const CallerKey address = CallerKey::Of(exchange.client);
  const Needs& needs = exchange.endpoint->spec.needs;
  const auto key_mistake = FindAccessKey(exchange.call);
  const bool verifies = VerifiesBuyer(needs, exchange.call);
  if (verifies) {
    if (std::optional<Response> problem = CheckLimit(exchange, address)) return problem;
  }
  std::optional<Response> refused = CheckCaller(needs, exchange.call, key_mistake);
  const CallerKey caller = KeyOf(exchange);
  if (!verifies || caller.kind() != CallerKind::kAddress) {
    if (std::optional<Response> problem = CheckLimit(exchange, caller)) return problem;
  }
  return refused;
}

std::expected<std::size_t, Response> Dispatcher::LargeBodyMaxOf(Exchange& exchange) const {
  const Call& call = exchange.call;
  const Match match = router_.Find(call.request.method, call.request.path);
  if (call.request.host && !hosts_.Get().Allows(*call.request.host)) {
    return std::unexpected(Misdirected());
  }
  exchange.endpoint = match.endpoint;
  if (match.endpoint != nullptr && match.endpoint->spec.document_max > 0) {
    if (auto problem = CheckCallerOf(exchange)) return std::unexpected(*std::move(problem));
    if (call.caller.key) return match.endpoint->spec.document_max;
  }
  return std::unexpected(Problem(ProblemCode::kPayloadTooLarge, kBodyTooLarge));
}

Step Dispatcher::Begin(Exchange& exchange) const {
  Call& call = exchange.call;
  const Match match = router_.Find(call.request.method, call.request.path);
  const bool is_health = match.endpoint != nullptr && match.endpoint->spec.is_health;
  if (!is_health && call.request.host && !hosts_.Get().Allows(*call.request.host)) {
    return Misdirected();
  }
  if (match.endpoint == nullptr) {
    auto problem = CheckLimit(exchange, CallerKey::Of(exchange.client));
    return problem ? *std::move(problem) : Unmatched(router_, call.request, match);
  }
  exchange.endpoint = match.endpoint;
  exchange.call_number = match.number;
  call.parameters = match.parameters;
  const Spec& spec = match.endpoint->spec;
  if (std::optional<Response> problem = CheckCallerOf(exchange)) return *std::move(problem);
  if (spec.takes_idempotency_key) {
    if (std::optional<Response> problem = ReadIdempotencyKey(call)) return *std::move(problem);
  }
  if (std::optional<Response> problem = CheckBody(spec, call.request)) return *std::move(problem);
  return match.endpoint->begin(spec, call);
}

Step Dispatcher::BeginOverLimit(Exchange& exchange) const {
  const Request& request = exchange.call.request;
  const Match match = router_.Find(request.method, request.path);
  if (match.endpoint == nullptr || !match.endpoint->spec.is_health) {
    return Overloaded(Scarce::kConnections);
  }
  return Begin(exchange);
}

Response Dispatcher::Finish(Exchange& exchange, const engine::Delivery& delivery) const {
  if (!delivery.outcome) {
    return StoreProblem(delivery.outcome.error(), exchange.endpoint->spec.method == Method::kGet);
  }
  ONSALE_ASSERT(exchange.endpoint->finish != nullptr);
  exchange.call.commit = delivery.commit_number;
  NoteOwnChange(exchange);
  Response response = exchange.endpoint->finish(exchange.call, *delivery.outcome);
  AddOrder(response, delivery.commit_number, delivery.position);
  return response;
}

std::optional<Question> Dispatcher::Next(Exchange& exchange,
                                         const engine::Delivery& delivery) const {
  if (!delivery.outcome || exchange.endpoint->next == nullptr) return std::nullopt;
  exchange.call.commit = delivery.commit_number;
  exchange.position = delivery.position;
  return exchange.endpoint->next(exchange.call, *delivery.outcome);
}

AfterQuestion Dispatcher::Finish(const Exchange& exchange, Finisher& finish) const {
  AfterQuestion finished = finish(exchange.call);
  auto* const response = std::get_if<Response>(&finished);
  if (response != nullptr && exchange.endpoint->next_keeps_order && response->status < 500) {
    AddOrder(*response, exchange.call.commit, exchange.position);
  }
  return finished;
}

Response Dispatcher::Overloaded(Scarce scarce) {
  switch (scarce) {
    case Scarce::kQueue:
      break;
    case Scarce::kConnections:
      return Problem(ProblemCode::kOverloaded,
                     "As many connections as the server accepts at this address are open and in "
                     "use. Try again with a new connection.");
    case Scarce::kStreams:
      return Problem(ProblemCode::kOverloaded,
                     "As many event streams as the server accepts are open. Poll instead, or try "
                     "again later.");
  }
  return Problem(ProblemCode::kOverloaded,
                 "More requests wait than the server can process soon. Try again.");
}

}  // namespace onsale::http
