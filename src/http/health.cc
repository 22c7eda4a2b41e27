#include "http/health.h"

#include "http/problem/problem.h"

namespace onsale::http {
namespace {

Response Status(std::string_view json) {
  Response response{.body = std::string(json)};
  response.AddHeader("Cache-Control", "no-store");
  return response;
}

}  // namespace

const Spec& Liveness::spec() const {
  static constexpr Spec kSpec{
      .method = Method::kGet, .path = "/livez", .operation_id = "getLiveness", .is_health = true};
  return kSpec;
}

Step Liveness::Begin(Call&) const {
  return Status(R"({"status":"live"})");
}

const Spec& Readiness::spec() const {
  static constexpr Spec kSpec{
      .method = Method::kGet, .path = "/readyz", .operation_id = "getReadiness", .is_health = true};
  return kSpec;
}

Step Readiness::Begin(Call&) const {
  if (ready_()) return Status(R"({"status":"ready"})");
  return Problem(ProblemCode::kUnavailable,
                 "The server is starting or stopping, or cannot reach its database.");
}

}  // namespace onsale::http
