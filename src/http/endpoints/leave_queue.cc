#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"

namespace onsale::http {
namespace {

using domain::LeaveQueue;

class LeaveQueueCall final : public CommandEndpoint<LeaveQueue> {
 public:
  LeaveQueueCall()
      : CommandEndpoint({.method = Method::kDelete,
                         .path = "/v1/queue/tokens/me",
                         .operation_id = "leaveQueue"}) {}

 private:
  Asked Ask(Call& call) const override { return LeaveQueue{.caller = *call.caller.token}; }

  Response Reply(const Call&, const domain::None&) const override { return PersonalReply(204, {}); }
};

}  // namespace

const Endpoint& LeaveQueueEndpoint() {
  static const LeaveQueueCall endpoint;
  return endpoint;
}

}  // namespace onsale::http
