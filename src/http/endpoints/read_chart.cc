#include "http/endpoints/endpoints.h"
#include "http/endpoints/find_show.h"
#include "http/pages/ready_page.h"
#include "http/pages/seat_pages.h"
#include "http/parameters.h"
#include "http/problem/problem.h"

namespace onsale::http {
namespace {

constexpr Spec kReadChartSpec{
    .method = Method::kGet, .path = "/v1/shows/{showId}/chart", .operation_id = "readChart"};

class ReadChartCall final : public Endpoint {
 public:
  const Spec& spec() const override { return kReadChartSpec; }

  Step Begin(Call& call) const override {
    if (auto problem = ReadQuery(call.request.query, {})) return *std::move(problem);
    Services& services = call.services;
    auto show = FindShow(*services.catalog, call.parameters[0]);
    if (!show) return std::move(show).error();
    const PageSource source{.catalog = services.catalog, .currency = services.currency};
    return SendPage(services.seat_pages.Chart(source, **show), call.request.if_none_match,
                    "public, max-age=60");
  }
};

}  // namespace

const Endpoint& ReadChartEndpoint() {
  static const ReadChartCall endpoint;
  return endpoint;
}

}  // namespace onsale::http
