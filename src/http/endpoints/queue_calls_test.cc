#include "domain/pause.h"
#include "http/json/token_json.h"
#include "http/testing/endpoint_testing.h"

namespace onsale::http {
namespace {

using domain::IssueToken;
using domain::LeaveQueue;
using domain::ReadToken;
using domain::RefusalCode;
using domain::TokenStatus;
using domain::WatchToken;

class QueueCallsTest : public EndpointTest {
 protected:
  domain::TokenView Waiting() const {
    return {.created = true,
            .credential = credential_,
            .room_slug = "main",
            .user = *domain::UserId::Parse("kim"),
            .ahead = 41,
            .estimated_wait = std::chrono::seconds(12),
            .admission_rank = {42}};
  }
  std::string WithToken(std::string_view rest) {
    return "{\"token\":\"" + seal_.Seal(credential_) + "\"," + std::string(rest);
  }
};

TEST_F(QueueCallsTest, AUserIdIsAStringOrANumber) {
  EXPECT_EQ(Asked<IssueToken>(kIssueTokenEndpoint, {.body = R"({"userId":"kim"})"}).user.text(),
            "kim");
  EXPECT_EQ(Asked<IssueToken>(kIssueTokenEndpoint, {.body = R"({"userId":7})"}).user.text(), "7");
}

TEST_F(QueueCallsTest, WithoutAConcertTheRoomIsMain) {
  EXPECT_EQ(Asked<IssueToken>(kIssueTokenEndpoint, {.body = R"({"userId":"kim"})"}).room,
            domain::kMainRoom);
}

TEST_F(QueueCallsTest, WithAConcertTheRoomIsThatOfTheConcert) {
  const Input input{.body = R"({"userId":"kim","concertId":"autumn"})"};
  EXPECT_EQ(Asked<IssueToken>(kIssueTokenEndpoint, input).room, kOtherRoom);
}

TEST_F(QueueCallsTest, ACommandHasTheIdempotencyKey) {
  const auto command = Asked<IssueToken>(kIssueTokenEndpoint,
                                         {.body = R"({"userId":"kim"})", .idempotency_key = "k"});
  ASSERT_TRUE(command.idempotency_key);
  EXPECT_EQ(command.idempotency_key->key, "k");
}

TEST_F(QueueCallsTest, BadTokenRequestsAreRefused) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", "malformed-json"},
      {"{", "malformed-json"},
      {"[]", "invalid-member "},
      {"{}", "invalid-member /userId"},
      {R"({"userId":null})", "invalid-member /userId"},
      {R"({"userId":""})", "invalid-member /userId"},
      {R"({"userId":"a b"})", "invalid-member /userId"},
      {R"({"userId":-1})", "invalid-member /userId"},
      {R"({"userId":1.0})", "invalid-member /userId"},
      {R"({"userId":"kim","userId":"lee"})", "invalid-member /userId"},
      {R"({"userId":"kim","room":"vip"})", "invalid-member /room"},
      {R"({"userId":"kim","concertId":1})", "invalid-member /concertId"},
      {R"({"userId":"kim","concertId":""})", "invalid-member /concertId"},
      {R"({"userId":"kim","concertId":null})", "invalid-member /concertId"},
      {R"({"userId":"kim","concertId":"winter"})", "concert-not-found"}};
  for (const auto& [body, refused] : cases) {
    EXPECT_EQ(Refused(kIssueTokenEndpoint, {.body = body}), refused) << body;
  }
}

TEST_F(QueueCallsTest, UnknownQueryParametersAreRefused) {
  EXPECT_EQ(Refused(kIssueTokenEndpoint, {.body = R"({"userId":"kim"})", .query = "x=1"}),
            "invalid-parameter x");
  EXPECT_EQ(Refused(kReadTokenEndpoint, {.query = "verbose"}), "invalid-parameter verbose");
  EXPECT_EQ(Refused(kLeaveQueueEndpoint, {.query = "=1"}), "invalid-parameter ");
}

TEST_F(QueueCallsTest, ANewTokenIsCreated) {
  const Response response = Finished<IssueToken>(kIssueTokenEndpoint, {}, Waiting());
  EXPECT_EQ(response.status, 201U);
  EXPECT_EQ(response.body,
            WithToken(R"("userId":"kim","room":"main","status":"WAITING","position":42,"ahead":41,)"
                      R"("place":42,"estimatedWaitSeconds":12,"pollAfterSeconds":1,)"
                      R"("issuedAt":"2027-04-01T09:00:00.123Z","activeUntil":null,)"
                      R"("claimBefore":null,"soldOut":false,"roomState":"OPEN","opensAt":null})"));
  EXPECT_TRUE(HasHeader(response, "Cache-Control: no-store"));
}

TEST_F(QueueCallsTest, AnExistingTokenIs200) {
  domain::TokenView view = Waiting();
  view.created = false;
  EXPECT_EQ(Finished<IssueToken>(kIssueTokenEndpoint, {}, view).status, 200U);
}

TEST_F(QueueCallsTest, AnActiveTokenHasTheEndOfItsTurn) {
  domain::TokenView view = Waiting();
  view.status = TokenStatus::kActive;
  view.ahead = 0;
  view.estimated_wait = {};
  view.active_until = now_ + std::chrono::minutes(10);
  EXPECT_EQ(Finished<ReadToken>(kReadTokenEndpoint, {}, view).body,
            WithToken(R"("userId":"kim","room":"main","status":"ACTIVE","position":0,"ahead":0,)"
                      R"("place":42,"estimatedWaitSeconds":0,"pollAfterSeconds":10,)"
                      R"("issuedAt":"2027-04-01T09:00:00.123Z",)"
                      R"("activeUntil":"2027-04-01T09:10:00.123Z",)"
                      R"("claimBefore":null,"soldOut":false,"roomState":null,"opensAt":null})"));
}

TEST_F(QueueCallsTest, AnExpiredTokenHasItsReason) {
  domain::TokenView view = Waiting();
  view.status = TokenStatus::kExpired;
  view.expiry_reason = domain::ExpiryReason::kPaid;
  view.ahead = 0;
  view.estimated_wait = {};
  const Response response = Finished<ReadToken>(kReadTokenEndpoint, {}, view);
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.body,
            WithToken(R"("userId":"kim","room":"main","status":"EXPIRED","position":0,"ahead":0,)"
                      R"("place":42,"estimatedWaitSeconds":null,"pollAfterSeconds":30,)"
                      R"("issuedAt":"2027-04-01T09:00:00.123Z","activeUntil":null,)"
                      R"("claimBefore":null,"soldOut":false,"roomState":null,"opensAt":null,)"
                      R"("expiredBecause":"PAID"})"));
}

TEST_F(QueueCallsTest, AnUnknownWaitIsNull) {
  domain::TokenView view = Waiting();
  view.estimated_wait = {};
  const std::string body = Finished<ReadToken>(kReadTokenEndpoint, {}, view).body;
  EXPECT_NE(body.find("\"estimatedWaitSeconds\":null"), std::string::npos);
}

TEST_F(QueueCallsTest, AWaitingTokenHasItsPollingPause) {
  domain::TokenView view = Waiting();
  view.estimated_wait = {};
  view.ahead = 1'000;
  EXPECT_EQ(PollAfterSeconds(view), domain::PauseOf(view).count());
  EXPECT_EQ(PollAfterSeconds(view), 11);
}

// An unclaimed turn is polled after a second: a client that polls only when asked to could miss a
// short claim time.
TEST_F(QueueCallsTest, AnUnclaimedTurnIsPolledAtOnce) {
  domain::TokenView view = Waiting();
  view.status = TokenStatus::kActive;
  view.claim_before = now_ + std::chrono::seconds(5);
  EXPECT_EQ(PollAfterSeconds(view), 1);
  view.claim_before.reset();
  EXPECT_EQ(PollAfterSeconds(view), 10);
}

TEST_F(QueueCallsTest, ATokenInTheLobbyHasNoPosition) {
  domain::TokenView view = Waiting();
  view.in_lobby = true;
  view.entry = 7;
  view.estimated_wait = {};
  const std::string body = Finished<ReadToken>(kReadTokenEndpoint, {}, view).body;
  EXPECT_NE(body.find(R"("position":null,"ahead":null,"place":null)"), std::string::npos);
  EXPECT_NE(body.find(R"("drawEntry":7)"), std::string::npos);
  EXPECT_NE(body.find(R"("issuedAt":"2027-04-01T09:00:00.123000Z")"), std::string::npos)
      << "the time is written as in the list of the draw";
}

TEST_F(QueueCallsTest, AnUnclaimedTurnHasTheEndOfItsClaimTime) {
  domain::TokenView view = Waiting();
  view.status = TokenStatus::kActive;
  view.active_until = now_ + std::chrono::minutes(10);
  view.claim_before = now_ + std::chrono::seconds(30);
  const std::string body = Finished<ReadToken>(kReadTokenEndpoint, {}, view).body;
  EXPECT_NE(body.find(R"("claimBefore":"2027-04-01T09:00:30.123Z")"), std::string::npos);
}

TEST_F(QueueCallsTest, AWaitingTokenShowsASoldOutRoom) {
  domain::TokenView view = Waiting();
  view.sold_out = true;
  const std::string body = Finished<ReadToken>(kReadTokenEndpoint, {}, view).body;
  EXPECT_NE(body.find("\"soldOut\":true"), std::string::npos);
}

// Regression: a waiting buyer did not learn that the room is paused, nor when it opens.
TEST_F(QueueCallsTest, AWaitingTokenShowsTheStateAndTheOpeningOfItsRoom) {
  domain::TokenView view = Waiting();
  view.room_state = domain::RoomState::kScheduled;
  const std::string now = Finished<ReadToken>(kReadTokenEndpoint, {}, view).body;
  EXPECT_NE(now.find(R"("opensAt":null)"), std::string::npos);
  view.opens_in = std::chrono::hours(1);
  view.opens_at = now_ + std::chrono::hours(1);
  EXPECT_NE(Finished<ReadToken>(kReadTokenEndpoint, {}, view)
                .body.find(R"("roomState":"SCHEDULED","opensAt":"2027-04-01T10:00:00.123Z")"),
            std::string::npos);
}

TEST_F(QueueCallsTest, ANoShowIsReportedAsNoShow) {
  domain::TokenView view = Waiting();
  view.status = TokenStatus::kExpired;
  view.expiry_reason = domain::ExpiryReason::kNoShow;
  const std::string body = Finished<ReadToken>(kReadTokenEndpoint, {}, view).body;
  EXPECT_NE(body.find("\"expiredBecause\":\"NO_SHOW\""), std::string::npos);
}

TEST_F(QueueCallsTest, ARoomThatIsNotOpenHasItsOpeningTime) {
  domain::Refusal refusal{.code = RefusalCode::kRoomNotOpen, .opens_at = now_};
  const Response response = Finished<IssueToken>(kIssueTokenEndpoint, {}, std::unexpected(refusal));
  EXPECT_EQ(response.status, 409U);
  EXPECT_NE(response.body.find("\"opensAt\":\"2027-04-01T09:00:00.123Z\""), std::string::npos);
}

// An EventSource reconnected to the stream of an ended token for ever: only 204 stops it.
TEST_F(QueueCallsTest, AStreamWhoseEndWasSeenIs204) {
  domain::TokenView view = Waiting();
  view.status = TokenStatus::kExpired;
  view.expiry_reason = domain::ExpiryReason::kPaid;
  const Response response =
      Finished<WatchToken>(kTokenEventsEndpoint, {.last_event_id = "ended"}, view);
  EXPECT_EQ(response.status, 204U);
  EXPECT_EQ(response.stream, nullptr);
  EXPECT_TRUE(HasHeader(response, "Cache-Control: no-store"));
}

// An EventSource whose stream was replaced reconnected, and replaced another one, for ever.
TEST_F(QueueCallsTest, AStreamThatWasReplacedIs204WhetherTheTokenHasEndedOrNot) {
  domain::TokenView view = Waiting();
  for (const TokenStatus status : {TokenStatus::kWaiting, TokenStatus::kExpired}) {
    view.status = status;
    view.expiry_reason = domain::ExpiryReason::kPaid;
    const Response response =
        Finished<WatchToken>(kTokenEventsEndpoint, {.last_event_id = "replaced"}, view);
    EXPECT_EQ(response.status, 204U);
    EXPECT_EQ(response.stream, nullptr);
  }
}

TEST_F(QueueCallsTest, AStreamWhoseEndWasNotSeenBegins) {
  domain::TokenView view = Waiting();
  EXPECT_NE(Finished<WatchToken>(kTokenEventsEndpoint, {.last_event_id = "ended"}, view).stream,
            nullptr);
  view.status = TokenStatus::kExpired;
  view.expiry_reason = domain::ExpiryReason::kPaid;
  const std::optional<std::string_view> others[] = {std::nullopt, "7", ""};
  for (const auto& last : others) {
    EXPECT_NE(Finished<WatchToken>(kTokenEventsEndpoint, {.last_event_id = last}, view).stream,
              nullptr);
  }
}

TEST_F(QueueCallsTest, LeavingHasNoBody) {
  const Response response = Finished<LeaveQueue>(kLeaveQueueEndpoint, {}, domain::None{});
  EXPECT_EQ(response.status, 204U);
  EXPECT_EQ(response.content(), "");
}

TEST_F(QueueCallsTest, RefusalsBecomeProblems) {
  EXPECT_EQ(
      Finished<IssueToken>(kIssueTokenEndpoint, {}, domain::Refuse(RefusalCode::kRoomFull)).status,
      503U);
  EXPECT_EQ(Finished<IssueToken>(kIssueTokenEndpoint, {},
                                 domain::Refuse(RefusalCode::kIdempotencyKeyReused))
                .status,
            422U);
  EXPECT_EQ(Finished<ReadToken>(kReadTokenEndpoint, {}, domain::Refuse(RefusalCode::kTokenInvalid))
                .status,
            400U);
}

TEST_F(QueueCallsTest, ACommandHasTheCallersToken) {
  EXPECT_EQ(Asked<ReadToken>(kReadTokenEndpoint, {}).caller, credential_);
  EXPECT_EQ(Asked<LeaveQueue>(kLeaveQueueEndpoint, {}).caller, credential_);
}

}  // namespace
}  // namespace onsale::http
