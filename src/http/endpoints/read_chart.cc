#include "http/endpoints/endpoints.h"
#include "http/endpoints/find_show.h"
#include "http/pages/ready_page.h"
#include "http/pages/seat_pages.h"

namespace onsale::http {
namespace {

Step BeginChart(const Spec& spec, Call& call) {
  if (auto query = ReadQuery(call.request.query, spec.query); !query) {
    return std::move(query).error();
  }
  Services& services = call.services;
  auto show = FindShow(*services.catalog, call.parameters[0]);
  if (!show) return std::move(show).error();
  const PageSource source{.catalog = services.catalog, .currency = services.currency};
  return SendPage(services.seat_pages.Chart(source, **show), call.request.if_none_match,
                  "public, max-age=60");
}

}  // namespace

constexpr Endpoint kReadChartEndpoint{.spec = {.method = Method::kGet,
                                               .path = "/v1/shows/{showId}/chart",
                                               .operation_id = "readChart"},
                                      .begin = BeginChart};

}  // namespace onsale::http
