#include <algorithm>

#include "http/access/token_seal.h"
#include "http/challenge/challenge_gate.h"
#include "http/challenge/challenge_maker.h"
#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/json/token_json.h"

namespace onsale::http {
namespace {

using domain::ChallengeNeed;
using domain::IssueToken;

struct TokenBody {
  std::optional<domain::UserId> user;  // may be absent if a buyer token names the user
  std::optional<std::string> concert_id;
  // What the shop says of the user, from a caller that speaks for it; of a signed buyer the buyer
  // token says it.
  std::optional<std::string> person;
  std::optional<std::vector<std::string>> groups;
  std::optional<bool> access;
  std::optional<std::string> proof;  // of a challenge (challenge_maker.h)

  static constexpr Member kMembers[] = {
      Member::Of<&TokenBody::user>("userId", UserBounds{}),
      Member::Of<&TokenBody::concert_id>("concertId", TextBounds{64}),
      Member::Of<&TokenBody::person>("person", TextBounds{64}),
      Member::Of<&TokenBody::groups>("groups", TextsBounds{domain::kGroupsMax, 64}),
      Member::Of<&TokenBody::access>("access", FlagBounds{}),
      Member::Of<&TokenBody::proof>("proof", TextBounds{ChallengeMaker::kProofBytesMax})};
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

// The first member of the body that says what a signed buyer's token says; empty if none does.
std::string_view ClaimIn(const TokenBody& body) {
  if (body.person) return "/person";
  if (body.groups) return "/groups";
  return body.access ? "/access" : "";
}

std::expected<domain::Rights, Response> RightsOf(const Call& call, TokenBody& body) {
  const std::optional<BuyerClaims>& buyer = call.caller.buyer;
  if (const std::string_view claim = ClaimIn(body); buyer && !claim.empty()) {
    return std::unexpected(
        MemberProblem({.path = std::string(claim),
                       .sentence = "A signed buyer's person, groups and access come from the "
                                   "buyer token; leave them out of the body."}));
  }
  std::optional<std::string> person = std::move(body.person);
  std::vector<std::string> groups = std::move(body.groups).value_or(std::vector<std::string>());
  bool access = body.access.value_or(false);
  if (buyer) {
    person = buyer->person;
    groups = buyer->groups;
    access = buyer->may_take_accessible;
  }
  if (person && !IsPersonName(*person)) {
    return std::unexpected(MemberProblem(
        {.path = "/person",
         .sentence = "Member /person must be a string of 16 to 64 letters, digits, _ and -."}));
  }
  const auto bad = std::ranges::find_if_not(groups, base::IsSlug);
  if (bad != groups.end()) {
    return std::unexpected(
        MemberProblem({.path = "/groups/" + std::to_string(bad - groups.begin()),
                       .sentence = "The name of a group is 1 to 64 of a-z, 0-9 and -, not starting "
                                   "with -."}));
  }
  return domain::Rights(person ? domain::PersonKeyOf(*person) : domain::PersonKey{},
                        std::move(groups), access);
}

ProofVerdict VerdictOn(const std::string& proof, const Call& call, const IssueToken& command) {
  return call.services.challenge_maker->Check(
      proof, {.user = command.user.text(), .room = command.room}, call.services.clock.Now());
}

// When the call has to solve a challenge first. A person, whose seats are counted over all its
// accounts, never has to, nor has a caller that speaks for buyers: a key is not guessed.
ChallengeNeed NeedOf(const Call& call, const IssueToken& command,
                     const std::optional<std::string>& proof) {
  const ChallengeGate* const gate = call.services.challenges;
  if (gate == nullptr || gate->mode() == ChallengeMode::kOff) return ChallengeNeed::kNever;
  const bool is_exempt = call.caller.key || command.rights.person() != domain::PersonKey{};
  if (is_exempt) return ChallengeNeed::kNever;
  const ChallengeNeed need = gate->NeedAt(call.services.clock.Now());
  if (proof && VerdictOn(*proof, call, command) == ProofVerdict::kGood) {
    return ChallengeNeed::kNever;
  }
  return need;
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
  auto rights = RightsOf(call, body);
  if (!rights) return std::unexpected(std::move(rights).error());
  IssueToken command{.user = *std::move(user), .room = room, .rights = *std::move(rights)};
  command.challenge = NeedOf(call, command, body.proof);
  return command;
}

void CountNewToken(const Call& call) {
  ChallengeGate* const gate = call.services.challenges;
  if (gate != nullptr) gate->CountNew(call.services.clock.Now());
}

std::string_view SentenceOn(const std::optional<std::string>& proof, const Call& call,
                            const IssueToken& command) {
  if (!proof) {
    return "Solve `challenge`, and repeat the call with what the solver gives as the member "
           "`proof`.";
  }
  return VerdictOn(*proof, call, command) == ProofVerdict::kEnded
             ? "The challenge that `proof` solves has ended. Solve `challenge`, the new one."
             : "This is not the proof of a challenge of this sale for this user and room. Solve "
               "`challenge`.";
}

// Reads the call again, for the user and the room to which the challenge belongs.
Response ReplyChallenge(const Call& call) {
  ChallengeGate& gate = *call.services.challenges;
  const auto body = ReadBody<TokenBody>(call.request.body);
  if (!body) return body.error();
  const auto command = AskToken(call, *body);
  // A catalogue that is loaded meanwhile may lack the concert.
  if (!command) return command.error();
  gate.CountSent();
  const std::string challenge =
      call.services.challenge_maker->Make({.user = command->user.text(), .room = command->room},
                                          gate.work(), call.services.clock.Now());
  return Problem(ProblemCode::kChallengeRequired, SentenceOn(body->proof, call, *command),
                 ",\"challenge\":" + challenge);
}

Response ReplyIssued(const Call& call, const domain::TokenView& view) {
  const domain::Time now = call.services.clock.Now();
  if (view.created) CountNewToken(call);
  Response response = PersonalReply(
      view.created ? 201 : 200, TokenJson(view, call.services.seal->Seal(view.credential), now));
  if (view.created) AddLocation(response, call, "/v1/queue/tokens/me");
  return response;
}

Response FinishIssue(const Call& call, const domain::Outcome& outcome) {
  const auto& answer = domain::AnswerOf<IssueToken>(outcome);
  if (answer || answer.error().code != domain::RefusalCode::kChallengeRequired) {
    return FinishCommand<IssueToken, ReplyIssued>(call, outcome);
  }
  CountNewToken(call);
  return ReplyChallenge(call);
}

constexpr Endpoint IssueEndpoint() {
  Endpoint endpoint = CommandEndpoint<AskToken, ReplyIssued>(
      {.method = Method::kPost,
       .path = "/v1/queue/tokens",
       .operation_id = "issueQueueToken",
       .call_class = CallClass::kIssue,
       .needs = {
           .buyer_token = true, .scope = domain::Scope::kBuyersSpeakFor, .open_in_demo = true}});
  endpoint.finish = FinishIssue;
  return endpoint;
}

}  // namespace

constexpr Endpoint kIssueTokenEndpoint = IssueEndpoint();

}  // namespace onsale::http
