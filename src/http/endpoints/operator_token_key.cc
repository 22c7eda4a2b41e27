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

Response FinishReload(const Call& call, domain::Actor actor, const TokenKeySource::Result& result) {
  if (result) {
    Response response = KeyIds(*result);
    NoteChange(call, std::move(actor), "{}", response.body);
    return response;
  }
  return Problem(ProblemCode::kTokenKeysRefused,
                 "The server rejected the new keys and keeps the previous ones; its log says why.");
}

void AskForReload(domain::Actor actor, const Sources& sources, QuestionDone done) {
  auto receive = [actor = std::move(actor),
                  done = std::move(done)](TokenKeySource::Result result) mutable {
    done([actor = std::move(actor), result](const Call& call) mutable {
      return FinishReload(call, std::move(actor), result);
    });
  };
  if (sources.token_keys == nullptr) return receive(std::unexpected(TokenKeysRefused{}));
  sources.token_keys->Reload(std::move(receive));
}

Step BeginReload(const Spec& spec, Call& call) {
  if (auto query = ReadQuery(call.request.query, spec.query); !query) {
    return std::move(query).error();
  }
  auto actor = ActorOf(spec, call);
  if (!actor) return std::move(actor).error();
  return Question{[actor = *std::move(actor)](const Sources& sources, QuestionDone done) mutable {
    AskForReload(std::move(actor), sources, std::move(done));
  }};
}

}  // namespace

constexpr Endpoint kReloadTokenKeyEndpoint{.spec = {.method = Method::kPost,
                                                    .path = "/v1/operator/token-key/reload",
                                                    .operation_id = "reloadTokenKey",
                                                    .needs = {.scope = domain::Scope::kRoomsWrite}},
                                           .begin = BeginReload};

}  // namespace onsale::http
