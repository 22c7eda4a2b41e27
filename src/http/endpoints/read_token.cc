#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/json/token_json.h"

namespace onsale::http {
namespace {

Response ReplyToken(const Call& call, const domain::TokenView& view) {
  return PersonalReply(200, TokenJson(view, *call.request.queue_token, call.services.clock.Now()));
}

}  // namespace

constexpr Endpoint kReadTokenEndpoint =
    CommandEndpoint<AskByCaller<domain::ReadToken>, ReplyToken>({.method = Method::kGet,
                                                                 .path = "/v1/queue/tokens/me",
                                                                 .operation_id = "readQueueToken",
                                                                 .call_class = CallClass::kPolls});

}  // namespace onsale::http
