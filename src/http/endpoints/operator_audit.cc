#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
#include "http/json/audit_json.h"
#include "http/parameters.h"

namespace onsale::http {
namespace {

constexpr Spec kOperatorAuditSpec{.method = Method::kGet,
                                  .path = "/v1/operator/audit",
                                  .operation_id = "audit",
                                  .needs = Needs::kOperatorKey};

class AuditCall final : public Endpoint {
 public:
  const Spec& spec() const override { return kOperatorAuditSpec; }

  Step Begin(Call& call) const override {
    if (auto problem = ReadQuery(call.request.query, {})) return *std::move(problem);
    return store::AuditQuery{};
  }

  Response FinishAudit(const Call&, const store::AuditReport& report) const override {
    return PersonalReply(200, AuditJson(report));
  }
};

}  // namespace

const Endpoint& AuditEndpoint() {
  static const AuditCall endpoint;
  return endpoint;
}

}  // namespace onsale::http
