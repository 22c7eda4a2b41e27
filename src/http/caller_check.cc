#include "http/caller_check.h"

#include <algorithm>

#include "base/escape.h"
#include "http/access/access_key_text.h"
#include "http/access/bearer.h"
#include "http/access/buyer/token_verifier.h"
#include "http/access/key_mistake.h"
#include "http/access/operator_notes.h"
#include "http/access/token_seal.h"
#include "http/problem/problem.h"

namespace onsale::http {
namespace {

using domain::AccessKeyRow;

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

std::optional<Response> CheckScope(domain::Scope scope, const Call& call) {
  if (call.caller.key->scopes.Has(scope)) return std::nullopt;
  const std::string word(WordOf(scope));
  std::string extension = ",\"scope\":";
  base::AppendJsonString(extension, word);
  return Problem(ProblemCode::kScopeRequired,
                 "The access key has not the scope `" + word + "`, which this call needs.",
                 extension);
}

namespace {

std::optional<Response> CheckBuyer(std::string_view token, Call& call) {
  auto claims = call.services.buyers->Verify(token, call.services.clock.Now());
  if (!claims) return Refused(claims.error());
  call.caller.buyer = *std::move(claims);
  return std::nullopt;
}

// The problem of a caller who has shown nothing that the call accepts.
Response NothingShown(const Needs& needs, const Call& call) {
  if (needs.buyer_token && call.services.buyers != nullptr) {
    return Unauthorized(ProblemCode::kBuyerTokenRequired,
                        "Send the buyer token that the shop signed as `Authorization: Bearer "
                        "TOKEN`.");
  }
  if (const auto bearer = BearerOf(call)) {
    const bool has_parts = std::ranges::count(*bearer, '.') == 2;  // a JWT has three
    return Unauthorized(ProblemCode::kAccessKeyInvalid,
                        has_parts ? "A buyer token does not open this call: it needs an access key."
                                  : "This is not an access key of this server.");
  }
  return Unauthorized(ProblemCode::kAccessKeyRequired,
                      "Send an access key as `Authorization: Bearer KEY`.");
}

}  // namespace

std::optional<std::string_view> FindAccessKey(Call& call) {
  const Services& services = call.services;
  const auto bearer = BearerOf(call);
  if (!bearer || !LooksLikeAccessKey(*bearer)) return std::nullopt;
  const auto text = ParseAccessKey(*bearer);
  if (!text) return "This is not an access key: it is mistyped or not complete.";
  if (text->environment != services.key_environment) {
    return text->environment == KeyEnvironment::kTest
               ? "This is a test key, and this server accepts live keys."
               : "This is a live key, and this server accepts test keys (--key-environment test).";
  }
  const auto& keys = services.access_keys;
  const AccessKeyRow* const row = keys == nullptr ? nullptr : keys->Find(text->id);
  const base::Time now = services.clock.Now();
  if (const auto mistake = KeyMistake(row, text->digest, now)) return mistake;
  call.caller.key = KeyHolder{.id = row->id, .scopes = row->scopes, .digest = text->digest};
  if (services.notes != nullptr) services.notes->KeyUsed(*row, now);
  return std::nullopt;
}

bool VerifiesBuyer(const Needs& needs, const Call& call) {
  if (!needs.buyer_token || call.services.buyers == nullptr) return false;
  const auto bearer = BearerOf(call);
  return bearer && !LooksLikeAccessKey(*bearer);
}

std::optional<Response> CheckCaller(const Needs& needs, Call& call,
                                    std::optional<std::string_view> key_mistake) {
  if (needs.Nothing()) return std::nullopt;
  if (needs.TakesKey() && key_mistake) {
    return Unauthorized(ProblemCode::kAccessKeyInvalid, *key_mistake);
  }
  if (needs.TakesKey() && call.caller.key) {
    return needs.scope ? CheckScope(*needs.scope, call) : std::nullopt;
  }
  if (VerifiesBuyer(needs, call)) return CheckBuyer(*BearerOf(call), call);
  // A bearer that this server does not know is refused as one where a key would do.
  const bool shows_bearer = needs.TakesKey() && !call.request.queue_token && BearerOf(call);
  if (needs.queue_token && !shows_bearer) return CheckQueueToken(call);
  const bool is_demo =
      call.services.is_demo && call.services.buyers == nullptr && !call.request.was_forwarded;
  if (needs.open_in_demo && is_demo) return std::nullopt;
  return NothingShown(needs, call);
}

}  // namespace onsale::http
