#include "http/access/token_seal.h"
#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
#include "http/json/token_json.h"

namespace onsale::http {
namespace {

using domain::IssueToken;

constexpr std::size_t kConcertIdBytesMax = 64;

class IssueTokenCall final : public CommandEndpoint<IssueToken> {
 public:
  IssueTokenCall()
      : CommandEndpoint({.method = Method::kPost,
                         .path = "/v1/queue/tokens",
                         .operation_id = "issueQueueToken",
                         .takes_body = true,
                         .takes_idempotency_key = true}) {}

 private:
  Asked Ask(Call& call) const override {
    domain::UserId user;
    std::string concert_id;
    const Member members[] = {{.name = "userId", .target = UserTarget{user}},
                              {.name = "concertId",
                               .target = TextTarget{concert_id, kConcertIdBytesMax},
                               .required = false}};
    if (auto problem = ReadBody(call.request.body, members)) {
      return std::unexpected(*std::move(problem));
    }
    domain::RoomId room = domain::kMainRoom;
    if (!concert_id.empty()) {
      const domain::Concert* const concert = call.services.catalog->FindConcert(concert_id);
      if (concert == nullptr) {
        return std::unexpected(
            Problem(ProblemCode::kConcertNotFound, "No concert has this concertId."));
      }
      room = concert->room;
    }
    return IssueToken{
        .user = std::move(user), .room = room, .idempotency_key = std::move(call.idempotency_key)};
  }

  Response Reply(const Call& call, const domain::TokenView& view) const override {
    Response response = PersonalReply(view.created ? 201 : 200,
                                      TokenJson(view, call.services.seal->Seal(view.credential)));
    if (view.created) response.AddHeader("Location", "/v1/queue/tokens/me");
    return response;
  }
};

}  // namespace

const Endpoint& IssueTokenEndpoint() {
  static const IssueTokenCall endpoint;
  return endpoint;
}

}  // namespace onsale::http
