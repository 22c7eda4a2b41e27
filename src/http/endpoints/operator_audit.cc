#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
#include "http/json/audit_json.h"
#include "http/parameters.h"
#include "http/problem/problem.h"
#include "store/audit.h"

namespace onsale::http {
namespace {

constexpr Spec kOperatorAuditSpec{.method = Method::kGet,
                                  .path = "/v1/operator/audit",
                                  .operation_id = "audit",
                                  .needs = Needs::kOperatorKey};

Response FinishAudit(const Call&, const store::AnswerTo<store::AuditQuestion>& report) {
  if (report) return PersonalReply(200, AuditJson(*report));
  if (report.error().code != store::StoreErrorCode::kConflict) return ReadProblem(report.error());
  return Problem(ProblemCode::kAuditRunning,
                 "Another audit is running. Try again when it has finished.");
}

class AuditCall final : public Endpoint {
 public:
  const Spec& spec() const override { return kOperatorAuditSpec; }

  Step Begin(Call& call) const override {
    if (auto problem = ReadQuery(call.request.query, {})) return *std::move(problem);
    return AskStore(store::AuditQuestion{}, FinishAudit);
  }
};

}  // namespace

const Endpoint& AuditEndpoint() {
  static const AuditCall endpoint;
  return endpoint;
}

}  // namespace onsale::http
