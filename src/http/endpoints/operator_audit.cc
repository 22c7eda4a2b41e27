#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
#include "http/json/audit_json.h"
#include "http/problem/problem.h"
#include "store/audit.h"

namespace onsale::http {
namespace {

Response FinishAudit(const Call&, const store::AnswerTo<store::AuditQuestion>& report) {
  if (report) return PersonalReply(200, AuditJson(*report));
  if (report.error().code != store::StoreErrorCode::kConflict) return ReadProblem(report.error());
  return Problem(
      ProblemCode::kAuditRunning,
      "Another audit or a search for an old booking number is running. Try again when it has "
      "finished.");
}

Step BeginAudit(const Spec& spec, Call& call) {
  if (auto query = ReadQuery(call.request.query, spec.query); !query) {
    return std::move(query).error();
  }
  return AskStore(store::AuditQuestion{}, FinishAudit);
}

}  // namespace

constexpr Endpoint kAuditEndpoint{.spec = {.method = Method::kGet,
                                           .path = "/v1/operator/audit",
                                           .operation_id = "audit",
                                           .needs = {.scope = domain::Scope::kAudit}},
                                  .begin = BeginAudit};

}  // namespace onsale::http
