#include "http/dispatcher.h"

#include <gtest/gtest.h>

#include <string>

#include "http/access/access_key_text.h"
#include "http/access/buyer/token_verifier.h"
#include "http/testing/endpoint_testing.h"
#include "http/testing/fakes_testing.h"

namespace onsale::http {
namespace {

using OptionalText = std::optional<std::string_view>;

class DispatcherTest : public testing::Test {
 protected:
  // The response of the endpoint; of /audit, who the caller is; of a command, the path's parameter.
  Response Ask(const Request& request, const Dispatcher& dispatcher) {
    Exchange exchange(request, services_);
    Step step = dispatcher.Begin(exchange);
    if (auto* const response = std::get_if<Response>(&step)) return std::move(*response);
    if (std::holds_alternative<domain::Command>(step)) {
      return {.body = std::string(exchange.call.parameters[0])};
    }
    return {.body = exchange.call.caller.key ? "operator" : "nobody"};
  }
  Response Ask(const Request& request) { return Ask(request, dispatcher_); }
  static Request Of(Method method, std::string_view path) {
    return {.method = method, .target = path, .path = path};
  }
  static Request Post(std::string_view path) {
    Request request = Of(Method::kPost, path);
    request.body = "{}";
    request.content_type = "application/json";
    return request;
  }
  Response AskOperator(OptionalText authorization) {
    Request request = Of(Method::kGet, "/audit");
    request.authorization = authorization;
    return Ask(request);
  }
  static bool HasHeader(const Response& response, std::string_view line) {
    return response.headers.contains(std::string(line) + "\r\n");
  }

  const NewAccessKey key_ = MakeAccessKey(KeyEnvironment::kLive);
  const std::string bearer_ = "Bearer " + std::string(key_.text.text());
  base::ManualClock clock_{base::Time{}};
  base::CountingUuidSource ids_;
  TokenSeal seal_{{1, 2, 3}};
  SharedPages pages_;
  Services services_{
      .catalog = {},
      .seal = &seal_,
      .pages = pages_,
      .access_keys = std::make_shared<const domain::AccessKeys>(std::vector{domain::AccessKeyRow{
          .id = key_.id, .name = "owner", .scopes = domain::kAllScopes, .digest = key_.digest}}),
      .is_demo = true,
      .ids = ids_,
      .clock = clock_,
      .currency = "KRW"};
  Dispatcher dispatcher_{FakeEndpoints()};
};

TEST_F(DispatcherTest, GetAndHeadReachTheEndpointOfTheirPath) {
  for (const Method method : {Method::kGet, Method::kHead}) {
    EXPECT_EQ(Ask(Of(method, "/hello")).body, "hello");
  }
}

TEST_F(DispatcherTest, AnUnknownPathIs404) {
  for (const char* path : {"/", "/nothing", "/hello/", "/hello/x", "//hello", "/HELLO",
                           "/balances/", "/balances", "/a/b/c/d/e/f/g/h", "/a/b/c/d/e/f/g/h/i"}) {
    EXPECT_EQ(Ask(Of(Method::kGet, path)).status, 404U) << path;
  }
}

TEST_F(DispatcherTest, AWrongMethodAndOptionsGetTheAllowedMethods) {
  struct Case {
    Method method;
    const char* path;
    const char* verdict;
    const char* allow;
  };
  for (const Case& one : {
           Case{Method::kDelete, "/hello", "405 method-not-allowed", "GET, HEAD, OPTIONS"},
           Case{Method::kHead, "/echo", "405 method-not-allowed", "POST, OPTIONS"},
           // Before the missing key of the operator.
           Case{Method::kPost, "/audit", "405 method-not-allowed", "GET, HEAD, OPTIONS"},
           Case{Method::kOptions, "/hello", "204", "GET, HEAD, OPTIONS"},
           Case{Method::kOptions, "*", "204", "GET, HEAD, POST, OPTIONS"},
       }) {
    const Response response = Ask(Of(one.method, one.path));
    EXPECT_EQ(VerdictOf(response), one.verdict) << one.path;
    EXPECT_TRUE(HasHeader(response, std::string("Allow: ") + one.allow)) << response.headers;
  }
}

TEST_F(DispatcherTest, ParametersArePassedAsSent) {
  EXPECT_EQ(Ask(Of(Method::kGet, "/balances/kim%40a")).body, "kim%40a");
}

TEST_F(DispatcherTest, AQueueTokenIdentifiesTheCaller) {
  const std::string token = seal_.Seal({.key = {.room = {1}, .number = {77}}, .issued_at = {}});
  Request request = Of(Method::kGet, "/secret");
  request.queue_token = token;
  EXPECT_EQ(Ask(request).body, "77");
  request.queue_token = "";
  EXPECT_EQ(VerdictOf(Ask(request)), "400 queue-token-invalid");
}

// --- Access keys ---

TEST_F(DispatcherTest, AnOperatorsCallWithoutTheKeyIs401) {
  const auto expect = [this](OptionalText header, const char* verdict) {
    const Response response = AskOperator(header);
    EXPECT_EQ(VerdictOf(response), verdict) << header.value_or("none");
    EXPECT_TRUE(HasHeader(response, "WWW-Authenticate: Bearer"));
  };
  for (const OptionalText header :
       {OptionalText(), OptionalText(""), OptionalText("Bearer"), OptionalText("Bearer "),
        OptionalText("Basic b3BlcmF0b3I6"), OptionalText("Bearer two words"),
        OptionalText(key_.text.text())}) {
    expect(header, "401 access-key-required");
  }
  std::string other_case = bearer_;
  other_case.back() ^= ' ';
  const std::string other_secret =
      "Bearer " + std::string(MakeAccessKey(KeyEnvironment::kLive, key_.id).text.text());
  for (const std::string& header :
       {other_case, bearer_ + '1', bearer_.substr(0, bearer_.size() - 1), other_secret,
        std::string("Bearer x"), std::string("Bearer Bearer")}) {
    expect(header, "401 access-key-invalid");
  }
}

TEST_F(DispatcherTest, AnAccessKeyIsAccepted) {
  const std::string key(key_.text.text());
  for (const std::string& header : {bearer_, "bearer " + key, "BEARER   " + key}) {
    EXPECT_EQ(AskOperator(header).body, "operator") << header;
  }
}

// --- Bodies and idempotency keys ---

TEST_F(DispatcherTest, OnlyJsonIsAcceptedAsABody) {
  Request request = Post("/echo");
  for (const char* type :
       {"application/json", "Application/JSON", "application/json;charset=utf-8",
        "application/json ; charset=UTF-8", "application/json; charset=\"utf-8\""}) {
    request.content_type = type;
    EXPECT_EQ(Ask(request).status, 200U) << type;
  }
  for (const char* type :
       {"", "text/plain", "application/jsonp", "application/json;charset=euc-kr",
        "application/json; charset=utf-8; x=1", "application/json, text/plain"}) {
    request.content_type = type;
    EXPECT_EQ(Ask(request).status, 415U) << type;
  }
  request.content_type = std::nullopt;
  EXPECT_EQ(Ask(request).status, 415U);
}

// Regression: the header was ignored, and a compressed body was refused as malformed JSON.
TEST_F(DispatcherTest, ACompressedBodyIsRefusedWithWhatToDo) {
  Request request = Post("/echo");
  for (const char* const coding : {"gzip", "br", "identity, gzip", ""}) {
    request.content_encoding = coding;
    const Response response = Ask(request);
    EXPECT_EQ(VerdictOf(response), "415 unsupported-media-type") << coding;
    EXPECT_TRUE(response.body.contains("without the header Content-Encoding")) << response.body;
    EXPECT_TRUE(HasHeader(response, "Accept-Encoding: identity"));
  }
  request.content_encoding = "Identity";
  EXPECT_EQ(Ask(request).status, 200U);
  Request bodiless = Of(Method::kGet, "/hello");
  bodiless.content_encoding = "gzip";
  EXPECT_EQ(Ask(bodiless).status, 200U);
}

TEST_F(DispatcherTest, AMissingOrUnexpectedBodyIs400) {
  Request missing = Post("/echo");
  missing.body = {};
  EXPECT_EQ(VerdictOf(Ask(missing)), "400 malformed-request");
  Request unexpected = Of(Method::kGet, "/hello");
  unexpected.body = "x";
  EXPECT_EQ(VerdictOf(Ask(unexpected)), "400 malformed-request");
}

TEST_F(DispatcherTest, AnIdempotencyKeyIsAcceptedQuotedOrBare) {
  Request request = Post("/retries");
  EXPECT_EQ(Ask(request).body, "none");
  const std::string longest(255, 'k');
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"abc-1", "abc-1"}, {"\"abc-1\"", "abc-1"}, {R"("a\"b\\")", R"(a"b\)"}, {longest, longest}};
  for (const auto& [header, key] : cases) {
    request.idempotency_key = header;
    EXPECT_EQ(Ask(request).body, key) << header;
  }
}

TEST_F(DispatcherTest, AMalformedIdempotencyKeyIsRefused) {
  const std::string too_long(256, 'k');
  Request request = Post("/retries");
  for (const std::string_view key : std::initializer_list<std::string_view>{
           "", "\"\"", "\"", "\"a", "a\"", "\"a\"b\"", "\"a\\n\"", "\"a\\\"", "a b", "\xed\x95\x9c",
           "\"a\";x=1", too_long}) {
    request.idempotency_key = key;
    EXPECT_EQ(VerdictOf(Ask(request)), "400 idempotency-key-invalid") << key;
  }
}

// --- Outcomes ---

class FinishTest : public DispatcherTest {
 protected:
  FinishTest() : exchange_(Of(Method::kGet, "/balances/kim"), services_) {
    (void)dispatcher_.Begin(exchange_);
  }

  Exchange exchange_;
};

TEST_F(FinishTest, AnOutcomeBecomesTheEndpointsResponseWithItsCommit) {
  const domain::OutcomeFor<domain::ReadBalance> answer{domain::BalanceView{.balance = {5}}};
  const engine::AnswerOrder position{
      .at = base::Time(std::chrono::microseconds(1'500'000)), .engine_batch = 8, .index = 2};
  const Response response = dispatcher_.Finish(
      exchange_,
      {.tag = 1, .commit_number = 9, .outcome = domain::Outcome(answer), .position = position});
  EXPECT_EQ(response.body, "kim has 5");
  EXPECT_TRUE(HasHeader(response, "Onsale-Commit: 9"));
  EXPECT_TRUE(HasHeader(response, "Onsale-Order: 1500000-8-2"));
}

// What a buyer has changed must not be missing from a copy of the seats (pages/map_page.h).
TEST_F(FinishTest, OnlyChangesOfTheCallerAreNotedWithTheirCommit) {
  const domain::OutcomeFor<domain::ReadBalance> answer{domain::BalanceView{.balance = {5}}};
  const domain::QueueTokenKey kim{.room = {1}, .number = {7}};
  Endpoint endpoint = *exchange_.endpoint;
  exchange_.endpoint = &endpoint;
  const auto noted = [&](Method method, std::uint64_t commit) {
    endpoint.spec.method = method;
    (void)dispatcher_.Finish(exchange_,
                             {.commit_number = commit, .outcome = domain::Outcome(answer)});
    return pages_.last_commits.Of(kim);
  };
  EXPECT_EQ(noted(Method::kPost, 8), 0U);
  exchange_.call.caller.token = domain::Credential{.key = kim, .issued_at = {}};
  EXPECT_EQ(noted(Method::kGet, 9), 0U);
  EXPECT_EQ(noted(Method::kPost, 10), 10U);
}

TEST_F(FinishTest, AFailureOfTheStoreIsAProblemWithoutTheStoresMessage) {
  using enum store::StoreErrorCode;
  const std::pair<store::StoreErrorCode, const char*> cases[] = {
      {kUnavailable, "503 unavailable"},
      {kConflict, "503 unavailable"},
      {kUnknownOutcome, "500 outcome-unknown"},
      {kAbandoned, "500 outcome-unknown"},
      {kCorrupt, "500 outcome-unknown"}};
  for (const auto& [code, verdict] : cases) {
    const Response response = dispatcher_.Finish(
        exchange_, {.tag = 1, .outcome = std::unexpected(store::StoreError{code, "secret"})});
    EXPECT_EQ(VerdictOf(response), verdict);
    EXPECT_FALSE(response.body.contains("secret"));
  }
}

TEST_F(FinishTest, AFailedReadSpeaksOfReadingAndAFailedChangeOfTheChange) {
  Endpoint endpoint = *exchange_.endpoint;
  exchange_.endpoint = &endpoint;
  const auto body = [&](Method method, store::StoreErrorCode code) {
    endpoint.spec.method = method;
    return dispatcher_
        .Finish(exchange_, {.tag = 1, .outcome = std::unexpected(store::StoreError{code, {}})})
        .body;
  };
  using enum store::StoreErrorCode;
  EXPECT_TRUE(body(Method::kGet, kUnavailable).contains("cannot be read now"));
  EXPECT_TRUE(body(Method::kPost, kUnavailable).contains("Nothing was changed."));
  EXPECT_FALSE(body(Method::kGet, kUnknownOutcome).contains("Idempotency-Key"));
  EXPECT_TRUE(body(Method::kPost, kUnknownOutcome).contains("Idempotency-Key"));
}

TEST_F(FinishTest, AFinisherMakesTheResponse) {
  Finisher finish = [](const Call& call) {
    return Response{.body = std::string(call.parameters[0])};
  };
  const auto response = std::get<Response>(dispatcher_.Finish(exchange_, finish));
  EXPECT_EQ(response.body, "kim");
  EXPECT_FALSE(HasHeader(response, "Onsale-Commit: 0"));
}

// What a question adds to a command's answer is as old as the command, if the endpoint says so.
TEST_F(FinishTest, AFinisherThatKeepsTheOrderHasThePositionOfTheCommand) {
  Endpoint endpoint = *exchange_.endpoint;
  endpoint.next = [](const Call&, const domain::Outcome&) -> std::optional<Question> {
    return Question{};
  };
  exchange_.endpoint = &endpoint;
  const domain::OutcomeFor<domain::ReadBalance> answer{domain::BalanceView{.balance = {5}}};
  ASSERT_TRUE(dispatcher_.Next(
      exchange_,
      {.commit_number = 9,
       .outcome = domain::Outcome(answer),
       .position = {.at = base::Time(std::chrono::microseconds(7)), .engine_batch = 8}}));
  const auto has_order = [&](std::uint16_t status) {
    Finisher finish = [status](const Call&) { return Response{.status = status}; };
    const auto response = std::get<Response>(dispatcher_.Finish(exchange_, finish));
    return HasHeader(response, "Onsale-Commit: 9") && HasHeader(response, "Onsale-Order: 7-8-0");
  };
  EXPECT_FALSE(has_order(200));
  endpoint.next_keeps_order = true;
  EXPECT_TRUE(has_order(200));
  EXPECT_TRUE(has_order(404));
  EXPECT_FALSE(has_order(503)) << "the question was not answered";
}

// --- Hosts ---

// Regression: a page whose own host name resolved to 127.0.0.1 could top up balances.
TEST_F(DispatcherTest, AForeignHostIs421ForEveryRequest) {
  for (const char* const path : {"/hello", "/secret", "/audit", "/nothing", "*"}) {
    for (const Method method : {Method::kGet, Method::kHead, Method::kPost, Method::kOptions}) {
      Request request = Of(method, path);
      request.host = "evil.example:8080";
      EXPECT_EQ(VerdictOf(Ask(request)), "421 misdirected-request") << path;
    }
  }
}

TEST_F(DispatcherTest, LoopbackNamesAndAMissingHostAreServed) {
  Request request = Of(Method::kGet, "/hello");
  EXPECT_EQ(Ask(request).status, 200U);
  for (const char* const host : {"localhost", "127.0.0.1:8080", "[::1]:1", "LocalHost."}) {
    request.host = host;
    EXPECT_EQ(Ask(request).status, 200U) << host;
  }
}

// --- Limits of callers ---

// Every class allows two calls of a caller, and an address stands for one caller.
class DispatcherLimitsTest : public DispatcherTest {
 protected:
  DispatcherLimitsTest() { services_.limits = &limits_; }
  // The status of the response; of those, `served` is any that is not of the limit.
  std::string From(std::string_view address, Request request) {
    Exchange exchange(request, services_);
    exchange.client = *net::ParseIp(address);
    Step step = dispatcher_.Begin(exchange);
    const auto* const response = std::get_if<Response>(&step);
    return response == nullptr ? "command" : VerdictOf(*response);
  }
  std::string TokenOf(std::uint64_t number) {
    return seal_.Seal({.key = {.room = {1}, .number = {number}}, .issued_at = {}});
  }
  static Request WithToken(std::string_view path, const std::string& token) {
    Request request = Of(Method::kGet, path);
    request.queue_token = token;
    return request;
  }
  static Request WithKey(std::string_view path, std::string_view key) {
    Request request = Of(Method::kGet, path);
    request.authorization = key;
    return request;
  }

  static constexpr CallLimit kTwo{.per_minute = 1, .burst = 2};
  Limiter limits_{{.limits = {{kTwo, kTwo, kTwo, kTwo, kTwo, kTwo}},
                   .callers_per_address = 1,
                   .mode = LimitMode::kOn},
                  {1, 2},
                  {.exceeded = [](const Exceeded&) {}, .mode_changed = {}}};
};

constexpr const char* kExceeded = "429 quota-exceeded";

TEST_F(DispatcherLimitsTest, AnAddressIsLimitedAndAnotherIsNot) {
  for (const char* verdict : {"200", "200", kExceeded, kExceeded}) {
    EXPECT_EQ(From("192.0.2.1", Of(Method::kGet, "/hello")), verdict);
  }
  EXPECT_EQ(From("192.0.2.2", Of(Method::kGet, "/hello")), "200");
  for (const char* verdict : {"404 not-found", kExceeded}) {
    EXPECT_EQ(From("192.0.2.2", Of(Method::kGet, "/nothing")), verdict);
  }
}

TEST_F(DispatcherLimitsTest, AGenuineTokenHasALimitOfItsOwnBehindAnyAddress) {
  for (const char* path : {"/secret", "/hello"}) {  // one needs a token, one does not
    const std::string token = TokenOf(path == std::string("/secret") ? 1 : 2);
    EXPECT_EQ(From("192.0.2.1", WithToken(path, token)), "200") << path;
    EXPECT_EQ(From("192.0.2.2", WithToken(path, token)), "200") << path;
    EXPECT_EQ(From("192.0.2.3", WithToken(path, token)), kExceeded) << path;
  }
  EXPECT_EQ(From("192.0.2.1", WithToken("/secret", TokenOf(3))), "200");
}

TEST_F(DispatcherLimitsTest, InventedTokensAndKeysCountForTheAddress) {
  EXPECT_EQ(From("192.0.2.1", WithToken("/secret", "invented")), "400 queue-token-invalid");
  EXPECT_EQ(From("192.0.2.1", WithKey("/audit", "Bearer an-invented-key-")),
            "401 access-key-invalid");
  EXPECT_EQ(From("192.0.2.1", WithToken("/secret", "another")), kExceeded);
  EXPECT_EQ(From("192.0.2.1", WithKey("/audit", "Bearer an-invented-key-")), kExceeded);
  EXPECT_EQ(From("192.0.2.1", WithToken("/hello", TokenSeal({2}).Seal({}))), kExceeded);
  EXPECT_EQ(From("192.0.2.1", WithToken("/secret", TokenOf(1))), "200");
}

TEST_F(DispatcherLimitsTest, NoMoreBuyerTokensAreVerifiedThanAnAddressMayCall) {
  CurrentKeySet keys;
  BuyerTokenVerifier verifier({.issuer = "shop", .audience = "onsale"}, keys);
  services_.buyers = &verifier;
  const Request request = WithKey("/ledgers/kim", "Bearer e30.e30.AA");
  for (const char* verdict : {"401 buyer-token-invalid", "401 buyer-token-invalid", kExceeded}) {
    EXPECT_EQ(From("192.0.2.1", request), verdict);
  }
  EXPECT_EQ(From("192.0.2.1", WithKey("/ledgers/kim", bearer_)), "command");
  EXPECT_EQ(From("192.0.2.2", request), "401 buyer-token-invalid");
}

TEST_F(DispatcherLimitsTest, TheOperatorAndHealthAreNotLimited) {
  for (int i = 0; i < 9; ++i) {
    EXPECT_EQ(From("192.0.2.1", WithKey("/audit", bearer_)), "command");
    EXPECT_EQ(From("192.0.2.1", WithKey("/hello", bearer_)), "200");
    EXPECT_EQ(From("192.0.2.1", Of(Method::kGet, "/livez")), "200");
  }
}

TEST_F(DispatcherLimitsTest, ARefusalReportsWhenToTryAgain) {
  for (int i = 0; i < 2; ++i) Ask(Of(Method::kGet, "/hello"));
  const Response refused = Ask(Of(Method::kGet, "/hello"));
  EXPECT_TRUE(HasHeader(refused, "Retry-After: 60")) << refused.headers;
  EXPECT_TRUE(refused.body.ends_with(R"(,"retryAfterSeconds":60})")) << refused.body;
}

}  // namespace
}  // namespace onsale::http
