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

TEST_F(QueueCallsTest, ATokenIsIssuedForAUserInTheRoomOfTheConcert) {
  const auto asked = [this](std::string_view body) {
    return Asked<IssueToken>(kIssueTokenEndpoint, {.body = body, .idempotency_key = "k"});
  };
  const IssueToken main = asked(R"({"userId":"kim"})");
  EXPECT_EQ(main.user.text(), "kim");
  EXPECT_EQ(main.room, domain::kMainRoom);
  ASSERT_TRUE(main.idempotency_key);
  EXPECT_EQ(main.idempotency_key->key, "k");
  EXPECT_EQ(asked(R"({"userId":7})").user.text(), "7");
  EXPECT_EQ(asked(R"({"userId":"kim","concertId":"autumn"})").room, kOtherRoom);
  EXPECT_EQ(main.rights, domain::Rights());
  EXPECT_EQ(asked(R"({"userId":"kim","person":"0123456789abcdef","groups":["a","b-1"]})").rights,
            domain::Rights(domain::PersonKeyOf("0123456789abcdef"), {"a", "b-1"}));
  EXPECT_TRUE(asked(R"({"userId":"kim","access":true})").rights.access());
  EXPECT_EQ(asked(R"({"userId":"kim","access":false})").rights, domain::Rights());
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
      {R"({"userId":1.5})", "invalid-member /userId"},
      {R"({"userId":"kim","userId":"lee"})", "invalid-member /userId"},
      {R"({"userId":"kim","roomId":"vip"})", "invalid-member /roomId"},
      {R"({"userId":"kim","concertId":1})", "invalid-member /concertId"},
      {R"({"userId":"kim","concertId":""})", "invalid-member /concertId"},
      {R"({"userId":"kim","concertId":null})", "invalid-member /concertId"},
      {R"({"userId":"kim","person":"0123456789abcde"})", "invalid-member /person"},
      {R"({"userId":"kim","person":"0123456789abcdef!"})", "invalid-member /person"},
      {R"({"userId":"kim","groups":[]})", "invalid-member /groups"},
      {R"({"userId":"kim","proof":""})", "invalid-member /proof"},
      {R"({"userId":"kim","proof":1})", "invalid-member /proof"},
      {R"({"userId":"kim","groups":["a","B"]})", "invalid-member /groups/1"},
      {R"({"userId":"kim","access":1})", "invalid-member /access"},
      {R"({"userId":"kim","access":"true"})", "invalid-member /access"},
      {R"({"userId":"kim","concertId":"winter"})", "concert-not-found"}};
  for (const auto& [body, refused] : cases) {
    EXPECT_EQ(Refused(kIssueTokenEndpoint, {.body = body}), refused) << body;
  }
}

TEST_F(QueueCallsTest, ANewTokenIsCreatedAndAnExistingOneIs200) {
  domain::TokenView view = Waiting();
  const Response response = Finished<IssueToken>(kIssueTokenEndpoint, {}, view);
  EXPECT_EQ(response.status, 201U);
  EXPECT_EQ(
      response.body,
      WithToken(R"("userId":"kim","roomId":"main","status":"WAITING","position":42,)"
                R"("admissionRank":42,"estimatedWaitSeconds":12,"pollAfterSeconds":1,)"
                R"("issuedAt":"2027-04-01T09:00:00.123000Z","activeUntil":null,)"
                R"("remainingSeconds":null,"claimBefore":null,)"
                R"("claimRemainingSeconds":null,"soldOut":false,"roomState":"OPEN","opensAt":null,)"
                R"("opensInSeconds":null})"));
  EXPECT_TRUE(HasHeader(response, "Cache-Control: no-store"));
  view.created = false;
  EXPECT_EQ(Finished<IssueToken>(kIssueTokenEndpoint, {}, view).status, 200U);
}

TEST_F(QueueCallsTest, AnActiveTokenHasTheEndsOfItsTurnAndItsClaimTime) {
  domain::TokenView view = Waiting();
  view.status = TokenStatus::kActive;
  view.ahead = 0;
  view.estimated_wait = {};
  view.active_until = now_ + std::chrono::minutes(10);
  EXPECT_EQ(Finished<ReadToken>(kReadTokenEndpoint, {}, view).body,
            WithToken(R"("userId":"kim","roomId":"main","status":"ACTIVE","position":0,)"
                      R"("admissionRank":42,"estimatedWaitSeconds":0,"pollAfterSeconds":10,)"
                      R"("issuedAt":"2027-04-01T09:00:00.123000Z",)"
                      R"("activeUntil":"2027-04-01T09:10:00.123Z","remainingSeconds":600,)"
                      R"("claimBefore":null,"claimRemainingSeconds":null,)"
                      R"("soldOut":false,"roomState":null,"opensAt":null,)"
                      R"("opensInSeconds":null})"));
  view.claim_before = now_ + std::chrono::seconds(30);
  EXPECT_TRUE(Finished<ReadToken>(kReadTokenEndpoint, {}, view)
                  .body.contains(R"("claimBefore":"2027-04-01T09:00:30.123Z",)"
                                 R"("claimRemainingSeconds":30)"));
}

// The clocks of phones are minutes off, and a page that rounds up promises time that is over.
TEST_F(QueueCallsTest, ACountdownIsRoundedDownToAnEndAndUpToAnOpening) {
  domain::TokenView view = Waiting();
  view.opens_at = now_ + std::chrono::milliseconds(1'001);
  const auto shows = [&](std::string_view member) {
    return Finished<ReadToken>(kReadTokenEndpoint, {}, view).body.contains(member);
  };
  EXPECT_TRUE(shows(R"("opensInSeconds":2)"));
  view.opens_at = {};
  view.status = TokenStatus::kActive;
  view.active_until = now_ + std::chrono::milliseconds(1'999);
  EXPECT_TRUE(shows(R"("remainingSeconds":1)"));
  clock_.Advance(std::chrono::hours(1));
  EXPECT_TRUE(shows(R"("remainingSeconds":0)")) << "never negative";
}

TEST_F(QueueCallsTest, AnExpiredTokenHasItsReason) {
  domain::TokenView view = Waiting();
  view.status = TokenStatus::kExpired;
  view.expiry_reason = domain::ExpiryReason::kPaid;
  view.ahead = 0;
  view.estimated_wait = {};
  const Response response = Finished<ReadToken>(kReadTokenEndpoint, {}, view);
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(
      response.body,
      WithToken(R"("userId":"kim","roomId":"main","status":"EXPIRED","position":0,)"
                R"("admissionRank":42,"estimatedWaitSeconds":null,"pollAfterSeconds":30,)"
                R"("issuedAt":"2027-04-01T09:00:00.123000Z","activeUntil":null,)"
                R"("remainingSeconds":null,"claimBefore":null,)"
                R"("claimRemainingSeconds":null,"soldOut":false,"roomState":null,"opensAt":null,)"
                R"("opensInSeconds":null,"expiredBecause":"PAID"})"));
}

// An unclaimed turn is polled after a second: a client that polls only when asked to could miss a
// short claim time.
TEST_F(QueueCallsTest, ATokenHasItsPollingPause) {
  domain::TokenView view = Waiting();
  view.estimated_wait = {};
  view.ahead = 1'000;
  EXPECT_EQ(PollAfterSeconds(view), domain::PauseOf(view).count());
  EXPECT_EQ(PollAfterSeconds(view), 11);
  view.status = TokenStatus::kActive;
  EXPECT_EQ(PollAfterSeconds(view), 10);
  view.claim_before = now_ + std::chrono::seconds(5);
  EXPECT_EQ(PollAfterSeconds(view), 1);
}

TEST_F(QueueCallsTest, ATokenInTheLobbyHasNoPosition) {
  domain::TokenView view = Waiting();
  view.in_lobby = true;
  view.entry = 7;
  view.estimated_wait = {};
  const std::string body = Finished<ReadToken>(kReadTokenEndpoint, {}, view).body;
  EXPECT_NE(body.find(R"("position":null,"admissionRank":null)"), std::string::npos);
  EXPECT_NE(body.find(R"("drawEntry":7)"), std::string::npos);
  EXPECT_NE(body.find(R"("issuedAt":"2027-04-01T09:00:00.123000Z")"), std::string::npos)
      << "the time is written as in the list of the draw";
}

// Regression: a waiting buyer did not learn that the room is paused, nor when it opens.
TEST_F(QueueCallsTest, AWaitingTokenShowsTheStateAndTheOpeningOfItsRoom) {
  domain::TokenView view = Waiting();
  view.sold_out = true;
  view.room_state = domain::RoomState::kScheduled;
  const auto shows = [&](std::string_view members) {
    return Finished<ReadToken>(kReadTokenEndpoint, {}, view).body.contains(members);
  };
  EXPECT_TRUE(shows(R"("soldOut":true,"roomState":"SCHEDULED","opensAt":null)"));
  view.opens_in = std::chrono::hours(1);
  view.opens_at = now_ + std::chrono::hours(1);
  EXPECT_TRUE(shows(R"("opensAt":"2027-04-01T10:00:00.123Z","opensInSeconds":3600)"));
  EXPECT_FALSE(shows("notice"));
  view.notice = {.korean = {}, .english = "wait", .set_at = now_};
  EXPECT_TRUE(shows(R"("notice":{"english":"wait","setAt":"2027-04-01T09:00:00.123Z"})"));
}

// An EventSource reconnected to the stream of an ended token for ever: only 204 stops it.
TEST_F(QueueCallsTest, AStreamWhoseEndWasSeenIs204) {
  domain::TokenView view = Waiting();
  const auto watch = [&](std::optional<std::string_view> last_event) {
    return Finished<WatchToken>(kTokenEventsEndpoint, {.last_event_id = last_event}, view);
  };
  EXPECT_NE(watch("ended").stream, nullptr) << "the token is not over";
  view.status = TokenStatus::kExpired;
  view.expiry_reason = domain::ExpiryReason::kPaid;
  const std::optional<std::string_view> others[] = {std::nullopt, "7", ""};
  for (const auto& last_event : others) EXPECT_NE(watch(last_event).stream, nullptr);
  const Response seen = watch("ended");
  EXPECT_EQ(seen.status, 204U);
  EXPECT_EQ(seen.stream, nullptr);
  EXPECT_TRUE(HasHeader(seen, "Cache-Control: no-store"));
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

TEST_F(QueueCallsTest, LeavingHasNoBody) {
  const Response response = Finished<LeaveQueue>(kLeaveQueueEndpoint, {}, domain::None{});
  EXPECT_EQ(response.status, 204U);
  EXPECT_EQ(response.content(), "");
}

TEST_F(QueueCallsTest, RefusalsAreDescribed) {
  ExpectRefusalsDescribed<IssueToken>(kIssueTokenEndpoint,
                                      {RefusalCode::kRoomFull, RefusalCode::kIdempotencyKeyReused});
  ExpectRefusalsDescribed<ReadToken>(kReadTokenEndpoint, {RefusalCode::kTokenInvalid});
  const domain::Refusal closed{.code = RefusalCode::kRoomNotOpen,
                               .opens_at = now_,
                               .room_state = domain::RoomState::kScheduled};
  EXPECT_TRUE(Finished<IssueToken>(kIssueTokenEndpoint, {}, std::unexpected(closed))
                  .body.contains("\"opensAt\":\"2027-04-01T09:00:00.123Z\""));
}

TEST_F(QueueCallsTest, ACommandHasTheCallersToken) {
  EXPECT_EQ(Asked<ReadToken>(kReadTokenEndpoint, {}).caller, credential_);
  EXPECT_EQ(Asked<LeaveQueue>(kLeaveQueueEndpoint, {}).caller, credential_);
}

}  // namespace
}  // namespace onsale::http
