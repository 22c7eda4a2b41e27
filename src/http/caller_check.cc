#include "http/caller_check.h"

#include "base/escape.h"
#include "http/access/buyer/token_verifier.h"
#include "http/access/operator_key.h"
#include "http/access/token_seal.h"
#include "http/problem/problem.h"

namespace onsale::http {
namespace {

Response Unauthorized(ProblemCode code, std::string_view detail) {
  Response response = Problem(code, detail);
  response.AddHeader("WWW-Authenticate", "Bearer");
  return response;
}

Response Refused(const BuyerTokenRefusal& refusal) {
  std::string reason = ",\"reason\":";
  base::AppendJsonString(reason, WordOf(refusal.reason));
  Response response = Problem(ProblemCode::kBuyerTokenInvalid, refusal.Sentence(), reason);
  response.AddHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"");
  if (refusal.reason == BuyerTokenReason::kUnknownKey) {
    response.AddHeader("Retry-After", std::to_string(kUnknownKeyPause.count()));
  }
  return response;
}

std::optional<std::string_view> BearerOf(const Call& call) {
  const std::optional<std::string_view> header = call.request.authorization;
  return header ? ReadBearer(*header) : std::nullopt;
}

std::optional<Response> CheckQueueToken(Call& call) {
  const std::optional<std::string_view> header = call.request.queue_token;
  if (!header) {
    return Problem(ProblemCode::kQueueTokenRequired,
                   "Send the queue token in the header Queue-Token.");
  }
  call.caller.token = call.services.seal->Open(*header);
  if (call.caller.token) return std::nullopt;
  return Problem(ProblemCode::kQueueTokenInvalid, "This is not a queue token of this server.");
}

}  // namespace

std::optional<Response> CallerCheck::CheckOperator(Call& call) const {
  const auto key = BearerOf(call);
  if (!key) {
    return Unauthorized(ProblemCode::kOperatorKeyRequired,
                        "Send the operator's key as `Authorization: Bearer KEY`.");
  }
  if (!operator_key_->Is(*key)) {
    return Unauthorized(ProblemCode::kOperatorKeyInvalid, "This is not the operator's key.");
  }
  call.caller.is_operator = true;
  return std::nullopt;
}

bool CallerCheck::IsOperator(const Call& call) const {
  if (call.caller.is_operator) return true;
  if (operator_key_ == nullptr) return false;
  const auto key = BearerOf(call);
  return key && operator_key_->Is(*key);
}

// Of a call that may show either. A signed buyer shows both, and the buyer token is good long after
// the turn. Otherwise a gateway may send credentials of its own as Authorization: a queue token
// counts first, and an Authorization that is not a bearer key is ignored.
bool CallerCheck::PrefersBearer(const Call& call) const {
  if (!BearerOf(call)) return false;
  if (call.services.buyers != nullptr) return true;
  return operator_key_ != nullptr && !call.request.queue_token;
}

bool CallerCheck::Verifies(Needs needs, const Call& call) const {
  const bool is_for_user =
      needs == Needs::kUser || (needs == Needs::kTokenOrUser && PrefersBearer(call));
  return is_for_user && call.services.buyers != nullptr && BearerOf(call) && !IsOperator(call);
}

// Accepts the operator's key and, if buyers are signed, a buyer token.
std::optional<Response> CallerCheck::CheckUser(Call& call) const {
  if (call.services.buyers == nullptr) return CheckOperator(call);
  const auto bearer = BearerOf(call);
  if (!bearer) {
    return Unauthorized(ProblemCode::kBuyerTokenRequired,
                        "Send the buyer token that the shop signed as `Authorization: Bearer "
                        "TOKEN`.");
  }
  call.caller.is_operator = IsOperator(call);
  if (call.caller.is_operator) return std::nullopt;
  auto claims = call.services.buyers->Verify(*bearer, call.services.clock.Now());
  if (!claims) return Refused(claims.error());
  call.caller.buyer = *std::move(claims);
  return std::nullopt;
}

std::optional<Response> CallerCheck::Check(Needs needs, Call& call) const {
  const bool is_signed = call.services.buyers != nullptr;
  switch (needs) {
    case Needs::kNothing:
      return std::nullopt;
    case Needs::kQueueToken:
      return CheckQueueToken(call);
    case Needs::kOperatorKey:
      return CheckOperator(call);
    case Needs::kUser:
      return is_signed ? CheckUser(call) : std::nullopt;
    case Needs::kSeller:
      return is_signed ? CheckOperator(call) : std::nullopt;
    case Needs::kTokenOrUser: {
      return PrefersBearer(call) ? CheckUser(call) : CheckQueueToken(call);
    }
  }
  std::unreachable();
}

}  // namespace onsale::http
