#include "base/random.h"
#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/room_change_reader.h"
#include "http/endpoints/room_json.h"
#include "http/endpoints/room_name.h"
#include "http/json/json_writer.h"

namespace onsale::http {
namespace {

using domain::ChangeRoom;
using domain::ListRooms;
using domain::ReadFunnel;
using domain::ReadRoom;

Asked<ListRooms> AskRooms(const Call&) {
  return ListRooms{};
}

Asked<ChangeRoom> AskChange(const Call& call, const RoomChangeBody& body) {
  auto change = RoomChangeOf(body);
  if (!change) return std::unexpected(std::move(change).error());
  Asked<ChangeRoom> command = NamedRoom<ChangeRoom>(call);
  if (!command) return command;
  auto actor = ActorOf(kChangeRoomEndpoint.spec, call);
  if (!actor) return std::unexpected(std::move(actor).error());
  command->change = *change;
  command->fresh_seed = base::RandomDigest();
  command->actor = *std::move(actor);
  return command;
}

Response ReplyRooms(const Call& call, const std::vector<domain::RoomView>& views) {
  std::string out;
  {
    JsonWriter json(out);
    json.BeginObject().Key("rooms").BeginArray();
    const domain::Time now = call.services.clock.Now();
    for (const domain::RoomView& view : views) WriteOperatorRoom(json, view, now);
    json.EndArray().Key("nextCursor").Null().EndObject();  // all on one page
  }
  return PersonalReply(200, std::move(out));
}

Response ReplyOneRoom(const Call& call, const domain::RoomView& view) {
  std::string out;
  JsonWriter json(out);
  WriteOperatorRoom(json, view, call.services.clock.Now());
  return PersonalReply(200, std::move(out));
}

Response ReplyFunnel(const Call&, const domain::FunnelView& view) {
  return PersonalReply(200, FunnelJson(view));
}

}  // namespace

constexpr Endpoint kListRoomsEndpoint =
    CommandEndpoint<AskRooms, ReplyRooms>({.method = Method::kGet,
                                           .path = "/v1/operator/rooms",
                                           .operation_id = "listRooms",
                                           .needs = {.scope = domain::Scope::kRoomsRead}});

constexpr Endpoint kOperatorReadRoomEndpoint = CommandEndpoint<NamedRoom<ReadRoom>, ReplyOneRoom>(
    {.method = Method::kGet,
     .path = "/v1/operator/rooms/{roomId}",
     .operation_id = "readRoomPolicy",
     .needs = {.scope = domain::Scope::kRoomsRead}});

constexpr Endpoint kChangeRoomEndpoint =
    CommandEndpoint<AskChange, ReplyOneRoom>({.method = Method::kPatch,
                                              .path = "/v1/operator/rooms/{roomId}",
                                              .operation_id = "changeRoom",
                                              .needs = {.scope = domain::Scope::kRoomsWrite}});

constexpr Endpoint kReadFunnelEndpoint = CommandEndpoint<NamedRoom<ReadFunnel>, ReplyFunnel>(
    {.method = Method::kGet,
     .path = "/v1/operator/rooms/{roomId}/funnel",
     .operation_id = "readRoomFunnel",
     .needs = {.scope = domain::Scope::kMetrics}});

}  // namespace onsale::http
