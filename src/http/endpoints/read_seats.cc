#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/find_show.h"
#include "http/pages/ready_page.h"
#include "http/pages/seat_pages.h"

namespace onsale::http {
namespace {

using domain::ReadSeats;

Asked<ReadSeats> AskSeats(const Call& call) {
  if (auto all = WantsAll(call); !all) return std::unexpected(std::move(all).error());
  return AskSeatsOfShow(call);
}

Response ReplySeats(const Call& call, const domain::SeatMapPtr& map) {
  Services& services = call.services;
  if (auto show = FindShowOf(*services.catalog, *map); !show) return std::move(show).error();
  const PageSource source{.catalog = services.catalog, .currency = services.currency};
  const SeatFilter filter = *WantsAll(call) ? SeatFilter::kAll : SeatFilter::kAvailable;
  return SendPage(services.seat_pages.Seats(source, *map, filter), call.request.if_none_match,
                  "private, no-cache");
}

}  // namespace

constexpr Endpoint kReadSeatsEndpoint =
    CommandEndpoint<AskSeats, ReplySeats>({.method = Method::kGet,
                                           .path = "/v1/shows/{showId}/seats",
                                           .operation_id = "readSeats",
                                           .call_class = CallClass::kReads,
                                           .query = {"status"}});

}  // namespace onsale::http
