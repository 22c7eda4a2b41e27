#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/find_show.h"
#include "http/stream/stream_event.h"
#include "http/stream/stream_response.h"

namespace onsale::http {
namespace {

using domain::ReadSeats;

class SeatEventsCall final : public CommandEndpoint<ReadSeats> {
 public:
  SeatEventsCall()
      : CommandEndpoint({.method = Method::kGet,
                         .path = "/v1/shows/{showId}/seats/events",
                         .operation_id = "streamSeats"}) {}

 private:
  Asked Ask(Call& call) const override {
    auto show = FindShow(*call.services.catalog, call.parameters[0]);
    if (!show) return std::unexpected(std::move(show).error());
    return ReadSeats{.caller = *call.caller.token, .show = (*show)->id};
  }

  Response Reply(const Call& call, const domain::SeatMapPtr& map) const override {
    const domain::CatalogPtr& catalog = call.services.catalog;
    if (auto show = FindShowOf(*catalog, *map); !show) return std::move(show).error();
    return StreamResponse(
        {.caller = *call.caller.token,
         .what = SeatsOpening{.catalog = catalog,
                              .map = map,
                              .last_event = ParseEventId(call.request.last_event_id)}});
  }
};

}  // namespace

const Endpoint& SeatEventsEndpoint() {
  static const SeatEventsCall endpoint;
  return endpoint;
}

}  // namespace onsale::http
