#include "http/endpoints/endpoints.h"
#include "http/endpoints/find_show.h"
#include "http/endpoints/reply.h"
#include "http/problem/problem.h"

namespace onsale::http {
namespace {

Step BeginChart(const Spec& spec, Call& call) {
  if (auto query = ReadQuery(call.request.query, spec.query); !query) {
    return std::move(query).error();
  }
  auto show = FindShow(*call.services.catalog, call.parameters[0]);
  if (!show) return std::move(show).error();
  return SendPackedPage(*call.services.pages.seats.Chart(SourceOf(call), **show), call.request,
                        "public, max-age=60");
}

Step BeginChartContent(const Spec& spec, Call& call) {
  if (auto query = ReadQuery(call.request.query, spec.query); !query) {
    return std::move(query).error();
  }
  const ChartSetPtr charts = call.services.pages.charts.Of(call.services.catalog);
  const PackedPage* const page = charts->Find(call.parameters[0]);
  if (page == nullptr) {
    return Problem(ProblemCode::kNotFound,
                   "No chart has this digest. The concert of a show names its chart.");
  }
  // What a digest names never changes, so it may be kept for a year.
  return SendPackedPage(*page, call.request, "public, max-age=31536000, immutable");
}

}  // namespace

constexpr Endpoint kReadChartEndpoint{.spec = {.method = Method::kGet,
                                               .path = "/v1/shows/{showId}/chart",
                                               .operation_id = "readChart"},
                                      .begin = BeginChart};

constexpr Endpoint kReadChartContentEndpoint{.spec = {.method = Method::kGet,
                                                      .path = "/v1/charts/{digest}",
                                                      .operation_id = "readChartContent",
                                                      .is_operators_too = true},
                                             .begin = BeginChartContent};

}  // namespace onsale::http
