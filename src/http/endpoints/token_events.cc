#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/stream/stream_response.h"

namespace onsale::http {
namespace {

using domain::WatchToken;

// Opening a stream does not count as a call: an automatic reconnect must not claim the turn.
class TokenEventsCall final : public CommandEndpoint<WatchToken> {
 public:
  TokenEventsCall()
      : CommandEndpoint({.method = Method::kGet,
                         .path = "/v1/queue/tokens/me/events",
                         .operation_id = "streamQueueToken"}) {}

 private:
  Asked Ask(Call& call) const override { return WatchToken{.caller = *call.caller.token}; }

  Response Reply(const Call& call, const domain::TokenView& view) const override {
    return StreamResponse({.caller = *call.caller.token, .what = TokenOpening{view}});
  }
};

}  // namespace

const Endpoint& TokenEventsEndpoint() {
  static const TokenEventsCall endpoint;
  return endpoint;
}

}  // namespace onsale::http
