#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
#include "http/json/json_writer.h"
#include "http/problem/problem.h"

namespace onsale::http {
namespace {

Response KeyIds(const SealKeyIds& ids) {
  std::string out;
  {
    JsonWriter json(out);
    json.BeginObject();
    json.Key("seals").String(ids.seals.ToHex());
    json.Key("opens");
    ids.opens ? json.String(ids.opens->ToHex()) : json.Null();
    json.EndObject();
  }
  return PersonalReply(200, std::move(out));
}

Response FinishReload(const TokenKeySource::Result& result) {
  if (result) return KeyIds(*result);
  return Problem(ProblemCode::kTokenKeysRefused,
                 "The server rejected the new keys and keeps the previous ones; its log says why.");
}

void AskForReload(const Sources& sources, QuestionDone done) {
  auto receive = [done = std::move(done)](TokenKeySource::Result result) mutable {
    done([result](const Call&) { return FinishReload(result); });
  };
  if (sources.token_keys == nullptr) return receive(std::unexpected(TokenKeysRefused{}));
  sources.token_keys->Reload(std::move(receive));
}

Step BeginReload(const Spec& spec, Call& call) {
  if (auto query = ReadQuery(call.request.query, spec.query); !query) {
    return std::move(query).error();
  }
  return Question{AskForReload};
}

}  // namespace

constexpr Endpoint kReloadTokenKeyEndpoint{.spec = {.method = Method::kPost,
                                                    .path = "/v1/operator/token-key/reload",
                                                    .operation_id = "reloadTokenKey",
                                                    .needs = Needs::kOperatorKey},
                                           .begin = BeginReload};

}  // namespace onsale::http
