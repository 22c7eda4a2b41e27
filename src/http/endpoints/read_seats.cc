#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/find_show.h"
#include "http/pages/ready_page.h"
#include "http/pages/seat_pages.h"

namespace onsale::http {
namespace {

using domain::ReadSeats;

std::expected<SeatFilter, Response> FilterOf(const Call& call) {
  QueryParameter status[] = {{.name = "status", .value = {}}};
  if (auto problem = ReadQuery(call.request.query, status)) {
    return std::unexpected(*std::move(problem));
  }
  if (!status[0].value || status[0].value == "available") return SeatFilter::kAvailable;
  if (status[0].value == "all") return SeatFilter::kAll;
  return std::unexpected(ParameterProblem({.name = "status", .wanted = "available or all"}));
}

class ReadSeatsCall final : public CommandEndpoint<ReadSeats> {
 public:
  ReadSeatsCall()
      : CommandEndpoint({.method = Method::kGet,
                         .path = "/v1/shows/{showId}/seats",
                         .operation_id = "readSeats"}) {}

 private:
  std::optional<Response> CheckQuery(const Call& call) const override {
    auto filter = FilterOf(call);
    if (filter) return std::nullopt;
    return std::move(filter).error();
  }

  Asked Ask(Call& call) const override {
    auto show = FindShow(*call.services.catalog, call.parameters[0]);
    if (!show) return std::unexpected(std::move(show).error());
    return ReadSeats{.caller = *call.caller.token, .show = (*show)->id};
  }

  Response Reply(const Call& call, const domain::SeatMapPtr& map) const override {
    Services& services = call.services;
    if (auto show = FindShowOf(*services.catalog, *map); !show) return std::move(show).error();
    const PageSource source{.catalog = services.catalog, .currency = services.currency};
    return SendPage(services.seat_pages.Seats(source, *map, *FilterOf(call)),
                    call.request.if_none_match, "private, no-cache");
  }
};

}  // namespace

const Endpoint& ReadSeatsEndpoint() {
  static const ReadSeatsCall endpoint;
  return endpoint;
}

}  // namespace onsale::http
