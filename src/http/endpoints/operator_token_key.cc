#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
#include "http/json/json_writer.h"

namespace onsale::http {
namespace {

Step BeginReload(const Spec& spec, Call& call) {
  if (auto query = ReadQuery(call.request.query, spec.query); !query) {
    return std::move(query).error();
  }
  return ReloadTokenKeys{};
}

Response FinishReload(const Call&, const SealKeyIds& ids) {
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

}  // namespace

constexpr Endpoint kReloadTokenKeyEndpoint{.spec = {.method = Method::kPost,
                                                    .path = "/v1/operator/token-key/reload",
                                                    .operation_id = "reloadTokenKey",
                                                    .needs = Needs::kOperatorKey},
                                           .begin = BeginReload,
                                           .finish_token_keys = FinishReload};

}  // namespace onsale::http
