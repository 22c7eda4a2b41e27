#include <gmock/gmock.h>

#include "http/testing/endpoint_testing.h"
#include "store/audit.h"

namespace onsale::http {
namespace {

class FakeTokenKeys final : public TokenKeySource {
 public:
  explicit FakeTokenKeys(Result result) : result_(std::move(result)) {}
  void Reload(Done done) override { done(result_); }

 private:
  const Result result_;
};

class OperatorCallsTest : public EndpointTest {
 protected:
  Response Audited(store::AnswerTo<store::AuditQuestion> report) {
    return Answered<store::AuditQuestion>(kAuditEndpoint, {}, std::move(report));
  }
  Response Reloaded(TokenKeySource* keys) {
    return Checked(
        kReloadTokenKeyEndpoint,
        std::get<Response>(Ask(kReloadTokenKeyEndpoint, {},
                               {.store = {}, .token_keys = keys, .request_log = nullptr})));
  }
  Response Reloaded(TokenKeySource::Result result) {
    FakeTokenKeys keys(std::move(result));
    return Reloaded(&keys);
  }
};

TEST_F(OperatorCallsTest, ASaleWithoutViolationsPasses) {
  const Response response = Audited(store::AuditReport{
      .commit_number = 9, .checks = {{.name = "a", .proves = "b", .checked = 3}}});
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.body,
            R"({"passed":true,"commit":9,"checks":[{"name":"a","proves":"b","checked":3,)"
            R"("violations":0,"examples":[]}]})");
  EXPECT_TRUE(HasHeader(response, "Cache-Control: no-store"));
}

TEST_F(OperatorCallsTest, ASaleWithViolationsFailsAndListsThem) {
  const Response response = Audited(store::AuditReport{
      .checks = {{.name = "a"}, {.name = "b", .violations = 2, .examples = {"x \"y\"", "z"}}}});
  EXPECT_EQ(response.body,
            R"({"passed":false,"commit":0,"checks":[)"
            R"({"name":"a","proves":"","checked":0,"violations":0,"examples":[]},)"
            R"({"name":"b","proves":"","checked":0,"violations":2,"examples":["x \"y\"","z"]}]})");
}

TEST_F(OperatorCallsTest, AnAuditThatCannotReadIsAProblem) {
  using enum store::StoreErrorCode;
  const std::pair<store::StoreErrorCode, const char*> cases[] = {
      {kConflict, "503 audit-running"},  // a second audit; it has Retry-After
      {kUnavailable, "503 unavailable"},
      {kCorrupt, "500 data-damaged"}};
  for (const auto& [code, verdict] : cases) {
    EXPECT_EQ(VerdictOf(Audited(std::unexpected(store::StoreError{code, "secret"}))), verdict);
  }
}

TEST_F(OperatorCallsTest, AnAcceptedClockIsAnsweredInSeconds) {
  services_.accept_clock = [] {
    return AcceptedClock{.ahead = std::chrono::hours(25), .behind = std::chrono::seconds(6)};
  };
  const Response response = Answered(kAcceptClockEndpoint, {});
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.body, R"({"aheadSeconds":90000,"behindSeconds":6})");
}

// Without the store's answer the amounts would be from before the clock was accepted.
TEST_F(OperatorCallsTest, AcceptingTheClockWithoutAStoreIs503) {
  services_.accept_clock = [] { return std::nullopt; };
  const Response response = Answered(kAcceptClockEndpoint, {});
  EXPECT_EQ(VerdictOf(response), "503 unavailable");
}

TEST_F(OperatorCallsTest, TheIdsOfTheTokenKeysInUseAreReturned) {
  const Response one = Reloaded(SealKeyIds{.seals = {0x5F3A}, .opens = {}});
  EXPECT_EQ(one.body, R"({"seals":"00005f3a","opens":null})");
  const Response two = Reloaded(SealKeyIds{.seals = {1}, .opens = SealKeyId{0xFFFFFFFF}});
  EXPECT_EQ(two.body, R"({"seals":"00000001","opens":"ffffffff"})");
  EXPECT_TRUE(HasHeader(two, "Cache-Control: no-store"));
}

TEST_F(OperatorCallsTest, RefusedTokenKeysAre409) {
  for (const Response& response : {Reloaded(std::unexpected(TokenKeysRefused{})),
                                   Reloaded(static_cast<TokenKeySource*>(nullptr))}) {
    EXPECT_EQ(VerdictOf(response), "409 token-keys-refused");
  }
}

// --- Limits of callers ---

TEST_F(OperatorCallsTest, TheModeOfTheLimitsIsChangedAtOnce) {
  EXPECT_TRUE(Answered(kReadLimitsEndpoint, {})
                  .body.starts_with(R"({"mode":"log","callersPerAddress":500,"challenge":"off",)"
                                    R"("challengesSent":0,"classes":[)"
                                    R"({"class":"issue","perMinute":60,)"));
  EXPECT_TRUE(Answered(kChangeLimitsEndpoint, {.body = R"({"mode":"on"})"})
                  .body.starts_with(R"({"mode":"on",)"));
  EXPECT_EQ(limits_.mode(), LimitMode::kOn);
  for (const char* body : {R"({"mode":"ON"})", R"({"mode":""})", R"({"mode":"logs"})"}) {
    EXPECT_EQ(Refused(kChangeLimitsEndpoint, {.body = body}), "invalid-member /mode") << body;
  }
  EXPECT_EQ(Refused(kChangeLimitsEndpoint, {.body = "{}"}), "invalid-member ");
  EXPECT_EQ(limits_.mode(), LimitMode::kOn);
}

TEST_F(OperatorCallsTest, TheModeOfChallengesIsChangedAtOnceAndAloneOrWithTheLimits) {
  EXPECT_THAT(Answered(kChangeLimitsEndpoint, {.body = R"({"challenge":"pressure"})"}).body,
              testing::StartsWith(R"({"mode":"log","callersPerAddress":500,)"
                                  R"("challenge":"pressure",)"));
  EXPECT_EQ(challenges_.mode(), ChallengeMode::kPressure);
  EXPECT_EQ(Refused(kChangeLimitsEndpoint, {.body = R"({"mode":"off","challenge":"on"})"}),
            "invalid-member /challenge");
  EXPECT_EQ(limits_.mode(), LimitMode::kLog) << "a refused change changes nothing";
  Answered(kChangeLimitsEndpoint, {.body = R"({"mode":"off","challenge":"always"})"});
  EXPECT_EQ(limits_.mode(), LimitMode::kOff);
  EXPECT_EQ(challenges_.mode(), ChallengeMode::kAlways);
}

TEST_F(OperatorCallsTest, CallsBeyondTheLimitsAreShownByKindOfCaller) {
  Limiter one(
      {.limits = {{{1, 1}, {1, 1}, {1, 1}, {1, 1}, {1, 1}, {1, 1}}}, .callers_per_address = 1},
      {1, 2}, {.exceeded = [](const Exceeded&) {}, .mode_changed = {}});
  services_.limits = &one;
  for (int i = 0; i < 3; ++i) {
    one.Check(CallClass::kPolls, CallerKey::Of(credential_.key), {});
    if (i > 0) one.Check(CallClass::kPolls, CallerKey::Of(net::IpAddress{}), {});
  }
  EXPECT_THAT(Answered(kReadLimitsEndpoint, {}).body,
              testing::HasSubstr(R"({"class":"polls","perMinute":1,"burst":1,)"
                                 R"("exceededByCallers":2,"exceededByAddresses":1})"));
}

}  // namespace
}  // namespace onsale::http
