// Makes the endpoint of a command from its spec and two functions:
//
//   Asked<C> Ask(const Call& call)             the command, or a problem instead
//   Asked<C> Ask(const Call& call, Body body)  the same for a call with a body (json_reader.h)
//   Response Reply(const Call& call, const View& view)  the response to the command's view
//
// Shape:    the endpoint reads the query, then the body, then calls Ask. It turns refusals into
//           problems, and gives the command the request's idempotency key with the command's
//           fingerprint. CommandEndpoint derives `body` and `takes_idempotency_key` of the spec
//           from the command and Ask, and `needs` of a buyer's command. An endpoint states the
//           scope of an operator's command, and `body` if Ask reads the body itself.
#pragma once

#include <expected>
#include <type_traits>
#include <utility>

#include "domain/fingerprint.h"
#include "http/endpoint.h"
#include "http/endpoints/reply.h"
#include "http/problem/problem.h"

namespace onsale::http {

template <class C>
using Asked = std::expected<C, Response>;

// The Ask of a command that needs only its caller.
template <class C>
Asked<C> AskByCaller(const Call& call) {
  return C{.caller = *call.caller.token};
}

template <class Ask>
struct AskTraits;
template <class C>
struct AskTraits<Asked<C> (*)(const Call&)> {
  using Command = C;
  using Body = void;
};
template <class C, class B>
struct AskTraits<Asked<C> (*)(const Call&, B)> {
  using Command = C;
  using Body = std::remove_cvref_t<B>;
};

template <class C>
inline constexpr bool kTakesIdempotencyKey = requires(C command) { command.idempotency_key; };

template <auto Ask, class Traits = AskTraits<decltype(Ask)>>
Asked<typename Traits::Command> AskWithBody(const Call& call) {
  if constexpr (std::is_void_v<typename Traits::Body>) {
    return Ask(call);
  } else {
    auto body = ReadBody<typename Traits::Body>(call.request.body);
    if (!body) return std::unexpected(std::move(body).error());
    return Ask(call, *std::move(body));
  }
}

template <auto Ask>
Step BeginCommand(const Spec& spec, Call& call) {
  auto query = ReadQuery(call.request.query, spec.query);
  if (!query) return std::move(query).error();
  call.query = *query;
  auto asked = AskWithBody<Ask>(call);
  if (!asked) return std::move(asked).error();
  if constexpr (kTakesIdempotencyKey<typename AskTraits<decltype(Ask)>::Command>) {
    auto& key = asked->idempotency_key = std::move(call.idempotency_key);
    if (key) key->fingerprint = domain::FingerprintOf(*asked);
  }
  return domain::Command(*std::move(asked));
}

template <class C, auto Reply>
Response FinishCommand(const Call& call, const domain::Outcome& outcome) {
  const auto& answer = domain::AnswerOf<C>(outcome);
  if (!answer) {
    return Problem(answer.error(), call.services.currency,
                   {.by = C::kCalledBy, .reads = C::kReads});
  }
  return Reply(call, *answer);
}

template <auto Ask, auto Reply>
constexpr Endpoint CommandEndpoint(Spec spec) {
  using Traits = AskTraits<decltype(Ask)>;
  using C = Traits::Command;
  static_assert(C::kCalledBy != domain::CalledBy::kServer);
  if (C::kCalledBy == domain::CalledBy::kBuyer) spec.needs = {.queue_token = true};
  // Fails to compile if the endpoint of an operator's command names no scope.
  const bool names_scope = spec.needs.scope.has_value() && spec.needs.OnlyKey();
  if (C::kCalledBy == domain::CalledBy::kOperator && !names_scope) std::unreachable();
  if constexpr (!std::is_void_v<typename Traits::Body>) spec.body = Traits::Body::kMembers;
  spec.takes_idempotency_key = kTakesIdempotencyKey<C>;
  return {.spec = spec, .begin = BeginCommand<Ask>, .finish = FinishCommand<C, Reply>};
}

}  // namespace onsale::http
