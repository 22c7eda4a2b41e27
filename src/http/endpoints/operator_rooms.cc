#include "base/random.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/room_change_reader.h"
#include "http/endpoints/room_json.h"
#include "http/endpoints/room_name.h"
#include "http/json/json_writer.h"

namespace onsale::http {
namespace {

using domain::ChangeNotice;
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

struct NoticeBody {
  std::optional<std::string> korean;
  std::optional<std::string> english;

  static constexpr Member kMembers[] = {
      Member::Of<&NoticeBody::korean>("korean", TextBounds{domain::kNoticeMax}),
      Member::Of<&NoticeBody::english>("english", TextBounds{domain::kNoticeMax})};
};

bool IsOfSpaces(std::string_view text) {
  while (!text.empty()) {
    if (!base::IsSpace(base::TakeCodePoint(text).value_or(0))) return false;
  }
  return true;
}

// The problem of a text that some reader does not see completely, or of which there is nothing to
// see; nothing if there is none.
std::optional<Response> Unseen(std::string_view path, const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  const char* const wanted = base::FindInvisible(*text)
                                 ? "must not have characters that nobody sees."
                             : IsOfSpaces(*text) ? "must have more than spaces."
                                                 : nullptr;
  if (wanted == nullptr) return std::nullopt;
  return MemberProblem({.path = path, .sentence = "Member " + std::string(path) + " " + wanted});
}

Asked<ChangeNotice> AskNotice(const Call& call, const NoticeBody& body) {
  if (!body.korean && !body.english) {
    return std::unexpected(MemberProblem(
        {.path = "/korean", .sentence = "Give a text in Korean, in English, or in both."}));
  }
  auto problem = Unseen("/korean", body.korean);
  if (!problem) problem = Unseen("/english", body.english);
  if (problem) return std::unexpected(*std::move(problem));
  auto command = NamedRoom<ChangeNotice>(call);
  if (!command) return command;
  auto actor = ActorOf(kSetNoticeEndpoint.spec, call);
  if (!actor) return std::unexpected(std::move(actor).error());
  command->actor = *std::move(actor);
  command->korean = body.korean.value_or("");
  command->english = body.english.value_or("");
  return command;
}

Asked<ChangeNotice> AskNoNotice(const Call& call) {
  auto command = NamedRoom<ChangeNotice>(call);
  if (!command) return command;
  auto actor = ActorOf(kRemoveNoticeEndpoint.spec, call);
  if (!actor) return std::unexpected(std::move(actor).error());
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

constexpr Endpoint kSetNoticeEndpoint =
    CommandEndpoint<AskNotice, ReplyOneRoom>({.method = Method::kPut,
                                              .path = "/v1/operator/rooms/{roomId}/notice",
                                              .operation_id = "setNotice",
                                              .needs = {.scope = domain::Scope::kRoomsWrite}});

constexpr Endpoint kRemoveNoticeEndpoint =
    CommandEndpoint<AskNoNotice, ReplyOneRoom>({.method = Method::kDelete,
                                                .path = "/v1/operator/rooms/{roomId}/notice",
                                                .operation_id = "removeNotice",
                                                .needs = {.scope = domain::Scope::kRoomsWrite}});

constexpr Endpoint kReadFunnelEndpoint = CommandEndpoint<NamedRoom<ReadFunnel>, ReplyFunnel>(
    {.method = Method::kGet,
     .path = "/v1/operator/rooms/{roomId}/funnel",
     .operation_id = "readRoomFunnel",
     .needs = {.scope = domain::Scope::kMetrics}});

}  // namespace onsale::http
