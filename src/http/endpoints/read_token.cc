#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
#include "http/json/token_json.h"

namespace onsale::http {
namespace {

using domain::ReadToken;

class ReadTokenCall final : public CommandEndpoint<ReadToken> {
 public:
  ReadTokenCall()
      : CommandEndpoint({.method = Method::kGet,
                         .path = "/v1/queue/tokens/me",
                         .operation_id = "readQueueToken"}) {}

 private:
  Asked Ask(Call& call) const override { return ReadToken{.caller = *call.caller.token}; }

  Response Reply(const Call& call, const domain::TokenView& view) const override {
    return PersonalReply(200, TokenJson(view, *call.request.queue_token));
  }
};

}  // namespace

const Endpoint& ReadTokenEndpoint() {
  static const ReadTokenCall endpoint;
  return endpoint;
}

}  // namespace onsale::http
