#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/room_json.h"
#include "http/endpoints/room_name.h"

namespace onsale::http {
namespace {

Response ReplyRoom(const Call& call, const domain::RoomView& view) {
  Response response{.body = RoomJson(view, call.services.clock.Now())};
  // Readers may share the response for a second: with a cache in front, one response a second
  // serves all.
  response.AddHeader("Cache-Control", "public, max-age=1");
  return response;
}

}  // namespace

constexpr Endpoint kReadRoomEndpoint = CommandEndpoint<NamedRoom<domain::ReadRoom>, ReplyRoom>(
    {.method = Method::kGet, .path = "/v1/rooms/{roomId}", .operation_id = "readRoom"});

}  // namespace onsale::http
