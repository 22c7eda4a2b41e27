#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/room_json.h"
#include "http/endpoints/room_name.h"

namespace onsale::http {
namespace {

using domain::ReadRoom;

class ReadRoomCall final : public CommandEndpoint<ReadRoom> {
 public:
  ReadRoomCall()
      : CommandEndpoint(
            {.method = Method::kGet, .path = "/v1/rooms/{room}", .operation_id = "readRoom"}) {}

 private:
  Asked Ask(Call& call) const override { return NamedRoom<ReadRoom>(call); }

  Response Reply(const Call&, const domain::RoomView& view) const override {
    Response response{.body = RoomJson(view)};
    // With a cache in front, one response a second serves all readers.
    response.AddHeader("Cache-Control", "public, max-age=1");
    return response;
  }
};

}  // namespace

const Endpoint& ReadRoomEndpoint() {
  static const ReadRoomCall endpoint;
  return endpoint;
}

}  // namespace onsale::http
