#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"

namespace onsale::http {
namespace {

Response ReplyLeft(const Call&, const domain::None&) {
  return PersonalReply(204, {});
}

}  // namespace

constexpr Endpoint kLeaveQueueEndpoint =
    CommandEndpoint<AskByCaller<domain::LeaveQueue>, ReplyLeft>({.method = Method::kDelete,
                                                                 .path = "/v1/queue/tokens/me",
                                                                 .operation_id = "leaveQueue",
                                                                 .call_class = CallClass::kPolls});

}  // namespace onsale::http
