#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
#include "http/json/audit_json.h"

namespace onsale::http {
namespace {

Step BeginAudit(const Spec& spec, Call& call) {
  if (auto query = ReadQuery(call.request.query, spec.query); !query) {
    return std::move(query).error();
  }
  return store::AuditQuery{};
}

Response FinishAudit(const Call&, const store::AuditReport& report) {
  return PersonalReply(200, AuditJson(report));
}

}  // namespace

constexpr Endpoint kAuditEndpoint{.spec = {.method = Method::kGet,
                                           .path = "/v1/operator/audit",
                                           .operation_id = "audit",
                                           .needs = Needs::kOperatorKey},
                                  .begin = BeginAudit,
                                  .finish_audit = FinishAudit};

}  // namespace onsale::http
