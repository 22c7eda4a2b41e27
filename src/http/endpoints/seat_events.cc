#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/stream_event.h"
#include "http/stream_response.h"

namespace onsale::http {
namespace {

using domain::ReadSeats;

class SeatEventsCall final : public CommandEndpoint<ReadSeats> {
 public:
  SeatEventsCall()
      : CommandEndpoint({.method = Method::kGet,
                         .path = "/v1/shows/{showId}/seats/events",
                         .operation_id = "streamSeats",
                         .needs = Needs::kQueueToken}) {}

 private:
  Asked Ask(Call& call) const override {
    const domain::Show* const show = call.services.catalog->FindShow(call.parameters[0]);
    if (show == nullptr) {
      return std::unexpected(Problem(ProblemCode::kShowNotFound, "No show has this showId."));
    }
    return ReadSeats{.caller = *call.caller.token, .show = show->id};
  }

  Response Reply(const Call& call, const domain::SeatMapPtr& map) const override {
    const domain::CatalogPtr& catalog = call.services.catalog;
    // Both are of the moment of their making, and a new catalogue may have come in between.
    const domain::Show* const show = catalog->Find(map->show);
    if (show == nullptr || catalog->SeatsOf(show->chart).size() != map->statuses.size()) {
      return Problem(ProblemCode::kUnavailable, "The show has just been changed. Ask again.");
    }
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
