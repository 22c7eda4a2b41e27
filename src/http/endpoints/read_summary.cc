#include "http/endpoints/endpoints.h"
#include "http/endpoints/find_show.h"
#include "http/endpoints/reply.h"

namespace onsale::http {
namespace {

using domain::WatchSeats;

constexpr std::string_view kForASecond = "public, max-age=1";

Step BeginSummary(const Spec& spec, Call& call) {
  if (auto query = ReadQuery(call.request.query, spec.query); !query) {
    return std::move(query).error();
  }
  const Services& services = call.services;
  auto show = FindShow(*services.catalog, call.parameters[0]);
  if (!show) return std::move(show).error();
  const PackedPagePtr page =
      services.pages.summaries.Find(services.catalog, (*show)->id, services.clock.Now());
  if (page != nullptr) return SendPackedPage(*page, call.request, kForASecond);
  return domain::Command(WatchSeats{(*show)->id});
}

Response FinishSummary(const Call& call, const domain::Outcome& outcome) {
  const Services& services = call.services;
  const domain::SeatMapPtr& map = *domain::AnswerOf<WatchSeats>(outcome);  // never refused
  if (auto show = FindShowOf(*services.catalog, *map); !show) return std::move(show).error();
  const ChartSetPtr charts = services.pages.charts.Of(services.catalog);
  return SendPackedPage(*services.pages.summaries.Put(charts, *map), call.request, kForASecond);
}

}  // namespace

constexpr Endpoint kReadSummaryEndpoint{.spec = {.method = Method::kGet,
                                                 .path = "/v1/shows/{showId}/summary",
                                                 .operation_id = "readSummary"},
                                        .begin = BeginSummary,
                                        .finish = FinishSummary};

}  // namespace onsale::http
