// `GET /livez` and `GET /readyz`: whether the process runs, and whether it should receive traffic.

#include "http/endpoints/endpoints.h"
#include "http/problem/problem.h"

namespace onsale::http {
namespace {

Response Status(std::string_view json) {
  Response response{.body = std::string(json)};
  response.AddHeader("Cache-Control", "no-store");
  return response;
}

Step BeginLiveness(const Spec&, Call&) {
  return Status(R"({"status":"LIVE"})");
}

Step BeginReadiness(const Spec&, Call& call) {
  const auto& ready = call.services.ready;
  if (!ready || ready()) return Status(R"({"status":"READY"})");
  return Problem(ProblemCode::kUnavailable,
                 "The server is starting or stopping, cannot reach its database, or its clock is "
                 "behind the sale's time.");
}

}  // namespace

constexpr Endpoint kLivenessEndpoint{.spec = {.method = Method::kGet,
                                              .path = "/livez",
                                              .operation_id = "getLiveness",
                                              .is_health = true},
                                     .begin = BeginLiveness};

constexpr Endpoint kReadinessEndpoint{.spec = {.method = Method::kGet,
                                               .path = "/readyz",
                                               .operation_id = "getReadiness",
                                               .is_health = true},
                                      .begin = BeginReadiness};

}  // namespace onsale::http
