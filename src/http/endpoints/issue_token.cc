#include "http/access/token_seal.h"
#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/json/token_json.h"

namespace onsale::http {
namespace {

using domain::IssueToken;

struct TokenBody {
  std::optional<domain::UserId> user;  // may be absent if a buyer token names the user
  std::optional<std::string> concert_id;

  static constexpr Member kMembers[] = {
      Member::Of<&TokenBody::user>("userId", UserBounds{}),
      Member::Of<&TokenBody::concert_id>("concertId", TextBounds{64})};
};

std::expected<domain::UserId, Response> UserOf(const Call& call,
                                               std::optional<domain::UserId> named) {
  const std::optional<BuyerClaims>& buyer = call.caller.buyer;
  if (!named && buyer) return buyer->user;
  if (!named) {
    return std::unexpected(
        MemberProblem({.path = "/userId", .sentence = "Member /userId is missing."}));
  }
  if (auto problem = OtherUserProblem(call, *named)) return std::unexpected(*std::move(problem));
  return *std::move(named);
}

Asked<IssueToken> AskToken(const Call& call, TokenBody body) {
  auto user = UserOf(call, std::move(body.user));
  if (!user) return std::unexpected(std::move(user).error());
  domain::RoomId room = domain::kMainRoom;
  if (body.concert_id) {
    const domain::Concert* const concert = call.services.catalog->FindConcert(*body.concert_id);
    if (concert == nullptr) {
      return std::unexpected(
          Problem(ProblemCode::kConcertNotFound, "No concert has this concertId."));
    }
    room = concert->room;
  }
  return IssueToken{.user = *std::move(user), .room = room};
}

Response ReplyIssued(const Call& call, const domain::TokenView& view) {
  const domain::Time now = call.services.clock.Now();
  Response response = PersonalReply(
      view.created ? 201 : 200, TokenJson(view, call.services.seal->Seal(view.credential), now));
  if (view.created) AddLocation(response, call, "/v1/queue/tokens/me");
  return response;
}

}  // namespace

constexpr Endpoint kIssueTokenEndpoint = CommandEndpoint<AskToken, ReplyIssued>(
    {.method = Method::kPost,
     .path = "/v1/queue/tokens",
     .operation_id = "issueQueueToken",
     .call_class = CallClass::kIssue,
     .needs = {
         .buyer_token = true, .scope = domain::Scope::kBuyersSpeakFor, .open_in_demo = true}});

}  // namespace onsale::http
