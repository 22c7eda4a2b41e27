// An endpoint that submits one command to the engine.
//
// Shape:    Ask turns the call into the command or returns a problem; Reply turns the command's
//           view into JSON. This class turns refusals into problems, and adds the fingerprint of
//           the command to an idempotency key. What the spec needs follows from who may call the
//           command (domain/command.h): an endpoint states its own `needs` only if it needs more
//           than a command that anybody may call.
#pragma once

#include <expected>
#include <utility>

#include "domain/fingerprint.h"
#include "http/endpoint.h"
#include "http/parameters.h"
#include "http/problem/problem.h"

namespace onsale::http {

constexpr Needs NeedsOf(domain::CalledBy caller) {
  switch (caller) {
    case domain::CalledBy::kAnybody:
    case domain::CalledBy::kServer:
      break;
    case domain::CalledBy::kBuyer:
      return Needs::kQueueToken;
    case domain::CalledBy::kOperator:
      return Needs::kOperatorKey;
  }
  return Needs::kNothing;
}

template <class C>
class CommandEndpoint : public Endpoint {
  static_assert(C::kCalledBy != domain::CalledBy::kServer);

 public:
  explicit CommandEndpoint(Spec spec) : spec_(WithNeeds(spec)) {}
  const Spec& spec() const final { return spec_; }

  Step Begin(Call& call) const final {
    if (auto problem = CheckQuery(call)) return *std::move(problem);
    Asked asked = Ask(call);
    if (!asked) return std::move(asked).error();
    if constexpr (requires { asked->idempotency_key; }) {
      if (asked->idempotency_key)
        asked->idempotency_key->fingerprint = domain::FingerprintOf(*asked);
    }
    return domain::Command(*std::move(asked));
  }

  Response Finish(const Call& call, const domain::Outcome& outcome) const final {
    const auto& answer = domain::AnswerOf<C>(outcome);
    if (!answer) return Problem(answer.error(), call.services.currency);
    return Reply(call, *answer);
  }

 protected:
  using Asked = std::expected<C, Response>;
  using View = typename C::Answer::value_type;

  // Returns the problem of an invalid query. By default a query has no parameters.
  virtual std::optional<Response> CheckQuery(const Call& call) const {
    return ReadQuery(call.request.query, {});
  }
  virtual Asked Ask(Call& call) const = 0;
  virtual Response Reply(const Call& call, const View& view) const = 0;

 private:
  static Spec WithNeeds(Spec spec) {
    constexpr Needs kNeeds = NeedsOf(C::kCalledBy);
    if (kNeeds != Needs::kNothing) spec.needs = kNeeds;
    return spec;
  }

  const Spec spec_;
};

}  // namespace onsale::http
