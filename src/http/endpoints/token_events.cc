#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/stream/stream_response.h"

namespace onsale::http {
namespace {

Response ReplyTokenEvents(const Call& call, const domain::TokenView& view) {
  return StreamResponse({.caller = *call.caller.token, .what = TokenOpening{view}});
}

}  // namespace

// Opening a stream does not count as a call: an automatic reconnect must not claim the turn.
constexpr Endpoint kTokenEventsEndpoint =
    CommandEndpoint<AskByCaller<domain::WatchToken>, ReplyTokenEvents>(
        {.method = Method::kGet,
         .path = "/v1/queue/tokens/me/events",
         .operation_id = "streamQueueToken"});

}  // namespace onsale::http
