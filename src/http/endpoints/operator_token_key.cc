#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
#include "http/json/json_writer.h"
#include "http/parameters.h"

namespace onsale::http {
namespace {

constexpr Spec kReloadTokenKeySpec{.method = Method::kPost,
                                   .path = "/v1/operator/token-key/reload",
                                   .operation_id = "reloadTokenKey",
                                   .needs = Needs::kOperatorKey};

class ReloadTokenKeyCall final : public Endpoint {
 public:
  const Spec& spec() const override { return kReloadTokenKeySpec; }

  Step Begin(Call& call) const override {
    if (auto problem = ReadQuery(call.request.query, {})) return *std::move(problem);
    return ReloadTokenKeys{};
  }

  Response FinishTokenKeys(const Call&, const SealKeyIds& ids) const override {
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
};

}  // namespace

const Endpoint& ReloadTokenKeyEndpoint() {
  static const ReloadTokenKeyCall endpoint;
  return endpoint;
}

}  // namespace onsale::http
