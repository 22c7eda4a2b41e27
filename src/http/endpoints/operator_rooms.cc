#include "base/random.h"
#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
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

Response OneRoom(const domain::RoomView& view) {
  std::string out;
  JsonWriter json(out);
  WriteOperatorRoom(json, view);
  return PersonalReply(200, std::move(out));
}

class ListRoomsCall final : public CommandEndpoint<ListRooms> {
 public:
  ListRoomsCall()
      : CommandEndpoint(
            {.method = Method::kGet, .path = "/v1/operator/rooms", .operation_id = "listRooms"}) {}

 private:
  Asked Ask(Call&) const override { return ListRooms{}; }

  Response Reply(const Call&, const std::vector<domain::RoomView>& views) const override {
    std::string out;
    {
      JsonWriter json(out);
      json.BeginObject().Key("rooms").BeginArray();
      for (const domain::RoomView& view : views) WriteOperatorRoom(json, view);
      json.EndArray().EndObject();
    }
    return PersonalReply(200, std::move(out));
  }
};

class OperatorReadRoomCall final : public CommandEndpoint<ReadRoom> {
 public:
  OperatorReadRoomCall()
      : CommandEndpoint({.method = Method::kGet,
                         .path = "/v1/operator/rooms/{room}",
                         .operation_id = "readRoomPolicy",
                         .needs = Needs::kOperatorKey}) {}

 private:
  Asked Ask(Call& call) const override { return NamedRoom<ReadRoom>(call); }
  Response Reply(const Call&, const domain::RoomView& view) const override { return OneRoom(view); }
};

class ChangeRoomCall final : public CommandEndpoint<ChangeRoom> {
 public:
  ChangeRoomCall()
      : CommandEndpoint({.method = Method::kPatch,
                         .path = "/v1/operator/rooms/{room}",
                         .operation_id = "changeRoom",
                         .takes_body = true}) {}

 private:
  Asked Ask(Call& call) const override {
    auto change = ReadRoomChange(call.request.body);
    if (!change) return std::unexpected(std::move(change).error());
    Asked command = NamedRoom<ChangeRoom>(call);
    if (command) command->change = *change, command->fresh_seed = base::RandomDigest();
    return command;
  }
  Response Reply(const Call&, const domain::ChangedRoomView& view) const override {
    return OneRoom(view);
  }
};

class ReadFunnelCall final : public CommandEndpoint<ReadFunnel> {
 public:
  ReadFunnelCall()
      : CommandEndpoint({.method = Method::kGet,
                         .path = "/v1/operator/rooms/{room}/funnel",
                         .operation_id = "readRoomFunnel"}) {}

 private:
  Asked Ask(Call& call) const override { return NamedRoom<ReadFunnel>(call); }
  Response Reply(const Call&, const domain::FunnelView& view) const override {
    return PersonalReply(200, FunnelJson(view));
  }
};

}  // namespace

const Endpoint& ListRoomsEndpoint() {
  static const ListRoomsCall endpoint;
  return endpoint;
}

const Endpoint& OperatorReadRoomEndpoint() {
  static const OperatorReadRoomCall endpoint;
  return endpoint;
}

const Endpoint& ChangeRoomEndpoint() {
  static const ChangeRoomCall endpoint;
  return endpoint;
}

const Endpoint& ReadFunnelEndpoint() {
  static const ReadFunnelCall endpoint;
  return endpoint;
}

}  // namespace onsale::http
