#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/find_show.h"
#include "http/pages/ready_page.h"
#include "http/pages/seat_pages.h"

namespace onsale::http {
namespace {

using domain::ReadSeats;

std::optional<SeatFilter> FilterOf(const Call& call) {
  const std::optional<std::string_view> status = call.query[0];
  if (!status || status == "available") return SeatFilter::kAvailable;
  if (status == "all") return SeatFilter::kAll;
  return std::nullopt;
}

Asked<ReadSeats> AskSeats(const Call& call) {
  if (!FilterOf(call)) {
    return std::unexpected(ParameterProblem({.name = "status", .wanted = "available or all"}));
  }
  return AskSeatsOfShow(call);
}

Response ReplySeats(const Call& call, const domain::SeatMapPtr& map) {
  Services& services = call.services;
  if (auto show = FindShowOf(*services.catalog, *map); !show) return std::move(show).error();
  const PageSource source{.catalog = services.catalog, .currency = services.currency};
  return SendPage(services.seat_pages.Seats(source, *map, *FilterOf(call)),
                  call.request.if_none_match, "private, no-cache");
}

}  // namespace

constexpr Endpoint kReadSeatsEndpoint =
    CommandEndpoint<AskSeats, ReplySeats>({.method = Method::kGet,
                                           .path = "/v1/shows/{showId}/seats",
                                           .operation_id = "readSeats",
                                           .query = {"status"}});

}  // namespace onsale::http
