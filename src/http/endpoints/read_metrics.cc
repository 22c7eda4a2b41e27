// The figures of this server for Prometheus.

#include "http/endpoints/endpoints.h"
#include "http/endpoints/metrics_text.h"
#include "http/endpoints/reply.h"
#include "http/statistics/exposition.h"

namespace onsale::http {
namespace {

// Asks neither the sale nor the store, so that figures can be read while these do not answer: rooms
// and shows are those that the server has read last.
Step BeginMetrics(const Spec& spec, Call& call) {
  if (auto query = ReadQuery(call.request.query, spec.query); !query) {
    return std::move(query).error();
  }
  const Services& services = call.services;
  const base::Time now = services.clock.Now();
  const Statistics nothing(now);  // of a server that counts nothing
  Response response = PersonalReply(
      200, MetricsText(
               {.statistics = services.statistics == nullptr ? nothing : *services.statistics,
                .catalog = *services.catalog,
                .health = services.store_health ? services.store_health() : StoreHealth(),
                .process = services.process_figures ? services.process_figures() : ProcessFigures(),
                .now = now}));
  response.content_type = kExposition;
  return response;
}

}  // namespace

constexpr Endpoint kReadMetricsEndpoint{.spec = {.method = Method::kGet,
                                                 .path = "/metrics",
                                                 .operation_id = "readMetrics",
                                                 .needs = {.scope = domain::Scope::kMetrics}},
                                        .begin = BeginMetrics};

}  // namespace onsale::http
