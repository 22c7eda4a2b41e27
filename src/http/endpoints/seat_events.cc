#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/find_show.h"
#include "http/stream/stream_event.h"
#include "http/stream/stream_response.h"

namespace onsale::http {
namespace {

Response ReplySeatEvents(const Call& call, const domain::SeatMapPtr& map) {
  const domain::CatalogPtr& catalog = call.services.catalog;
  if (auto show = FindShowOf(*catalog, *map); !show) return std::move(show).error();
  if (call.request.last_event_id == kReplacedId) return PersonalReply(204, {});
  return StreamResponse(
      {.caller = *call.caller.token,
       .what = SeatsOpening{.catalog = catalog,
                            .map = map,
                            .last_event = ParseEventId(call.request.last_event_id)}});
}

}  // namespace

constexpr Endpoint kSeatEventsEndpoint =
    CommandEndpoint<AskSeatsOfShow, ReplySeatEvents>({.method = Method::kGet,
                                                      .path = "/v1/shows/{showId}/seats/events",
                                                      .operation_id = "streamSeats",
                                                      .call_class = CallClass::kStreams});

}  // namespace onsale::http
