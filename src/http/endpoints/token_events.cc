#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/stream/stream_event.h"
#include "http/stream/stream_response.h"

namespace onsale::http {
namespace {

// Whether the client reconnects after the last event of its token, or of a replaced stream.
bool HasSeenTheEnd(const Call& call, const domain::TokenView& view) {
  const auto& last = call.request.last_event_id;
  return last == kReplacedId || (last == kEndedId && view.status == domain::TokenStatus::kExpired);
}

Response ReplyTokenEvents(const Call& call, const domain::TokenView& view) {
  if (HasSeenTheEnd(call, view)) return PersonalReply(204, {});
  return StreamResponse({.caller = *call.caller.token, .what = TokenOpening{view}});
}

}  // namespace

// A stream of a token. Opening it does not claim the turn: an automatic reconnect must not.
constexpr Endpoint kTokenEventsEndpoint =
    CommandEndpoint<AskByCaller<domain::WatchToken>, ReplyTokenEvents>(
        {.method = Method::kGet,
         .path = "/v1/queue/tokens/me/events",
         .operation_id = "streamQueueToken",
         .call_class = CallClass::kStreams});

}  // namespace onsale::http
