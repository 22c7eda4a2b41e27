#include "http/dispatcher.h"

#include <gtest/gtest.h>

#include <string>

#include "http/access/operator_key.h"
#include "http/access/token_seal.h"
#include "http/pages/seat_pages.h"
#include "http/problem/problem.h"
#include "http/testing/fakes_testing.h"

namespace onsale::http {
namespace {

class DispatcherTest : public testing::Test {
 protected:
  Response Ask(Request request) {
    Exchange exchange(request, services_);
    Step step = dispatcher_.Begin(exchange);
    return std::get<Response>(std::move(step));
  }
  static Request Of(Method method, std::string_view path) {
    return {.method = method, .target = path, .path = path};
  }
  Request Post(std::string_view path) {
    Request request = Of(Method::kPost, path);
    request.body = "{}";
    request.content_type = "application/json";
    return request;
  }
  Response AskOperator(Method method, std::optional<std::string_view> authorization) {
    Request request = Of(method, "/audit");
    request.authorization = authorization;
    Exchange exchange(request, services_);
    Step step = operated_.Begin(exchange);
    if (std::holds_alternative<Question>(step)) {
      return {.status = 200, .body = exchange.call.caller.is_operator ? "operator" : "nobody"};
    }
    return std::get<Response>(std::move(step));
  }
  static bool HasCode(const Response& response, std::string_view code) {
    const std::string member = "\"code\":\"" + std::string(code) + "\"";
    return response.body.find(member) != std::string::npos;
  }
  static bool HasHeader(const Response& response, std::string_view line) {
    return response.headers.find(std::string(line) + "\r\n") != std::string::npos;
  }

  base::ManualClock clock_{base::Time{}};
  base::CountingUuidSource ids_;
  TokenSeal seal_{{1, 2, 3}};
  SeatPages seat_pages_;
  Services services_{.catalog = {},
                     .seal = &seal_,
                     .seat_pages = seat_pages_,
                     .ids = ids_,
                     .clock = clock_,
                     .currency = "KRW"};
  Dispatcher dispatcher_{FakeEndpoints()};
  const OperatorKey key_{"an-operators-key"};
  Dispatcher operated_{FakeEndpoints(), &key_};
};

TEST_F(DispatcherTest, AKnownPathReachesItsEndpoint) {
  EXPECT_EQ(Ask(Of(Method::kGet, "/hello")).body, "hello");
}

TEST_F(DispatcherTest, HeadReachesTheEndpointOfGet) {
  EXPECT_EQ(Ask(Of(Method::kHead, "/hello")).body, "hello");
}

TEST_F(DispatcherTest, AnUnknownPathIs404) {
  for (const char* path : {"/", "/nothing", "/hello/", "/hello/x", "//hello", "/HELLO",
                           "/balances/", "/balances", "/a/b/c/d/e/f/g/h/i/j"}) {
    EXPECT_EQ(Ask(Of(Method::kGet, path)).status, 404U) << path;
  }
}

TEST_F(DispatcherTest, AWrongMethodIs405WithAllow) {
  const Response response = Ask(Of(Method::kDelete, "/hello"));
  EXPECT_EQ(response.status, 405U);
  EXPECT_TRUE(HasCode(response, "method-not-allowed"));
  EXPECT_TRUE(HasHeader(response, "Allow: GET, HEAD, OPTIONS"));
}

TEST_F(DispatcherTest, HeadOfAPostOnlyPathIs405) {
  const Response response = Ask(Of(Method::kHead, "/echo"));
  EXPECT_EQ(response.status, 405U);
  EXPECT_TRUE(HasHeader(response, "Allow: POST, OPTIONS"));
}

TEST_F(DispatcherTest, OptionsReturnsTheAllowedMethods) {
  const Response response = Ask(Of(Method::kOptions, "/hello"));
  EXPECT_EQ(response.status, 204U);
  EXPECT_TRUE(HasHeader(response, "Allow: GET, HEAD, OPTIONS"));
}

TEST_F(DispatcherTest, OptionsOfTheWholeServerReturnsAllMethods) {
  const Response response = Ask(Of(Method::kOptions, "*"));
  EXPECT_EQ(response.status, 204U);
  EXPECT_TRUE(HasHeader(response, "Allow: GET, HEAD, POST, OPTIONS"));
}

TEST_F(DispatcherTest, ParametersArePassedAsSent) {
  Exchange exchange(Of(Method::kGet, "/balances/kim%40a"), services_);
  const Step step = dispatcher_.Begin(exchange);
  ASSERT_TRUE(std::holds_alternative<domain::Command>(step));
  EXPECT_EQ(exchange.call.parameters[0], "kim%40a");
}

TEST_F(DispatcherTest, ACallWithoutItsRequiredTokenIsRefused) {
  const Response response = Ask(Of(Method::kGet, "/secret"));
  EXPECT_EQ(response.status, 400U);
  EXPECT_TRUE(HasCode(response, "queue-token-required"));
}

TEST_F(DispatcherTest, AForgedTokenIsInvalid) {
  Request request = Of(Method::kGet, "/secret");
  request.queue_token = "forged";
  EXPECT_TRUE(HasCode(Ask(request), "queue-token-invalid"));
}

TEST_F(DispatcherTest, AnEmptyTokenIsInvalid) {
  Request request = Of(Method::kGet, "/secret");
  request.queue_token = "";
  EXPECT_TRUE(HasCode(Ask(request), "queue-token-invalid"));
}

TEST_F(DispatcherTest, AValidTokenIdentifiesTheCaller) {
  const domain::Credential credential{.key = {.room = {1}, .number = {77}}, .issued_at = {}};
  const std::string token = seal_.Seal(credential);
  Request request = Of(Method::kGet, "/secret");
  request.queue_token = token;
  EXPECT_EQ(Ask(request).body, "77");
}

TEST_F(DispatcherTest, WithoutAnOperatorsKeyOperatorCallsAre404) {
  for (const Method method : {Method::kGet, Method::kPost, Method::kOptions}) {
    Request request = Of(method, "/audit");
    request.authorization = "Bearer an-operators-key";
    EXPECT_EQ(Ask(request).status, 404U);
    EXPECT_EQ(Ask(request).headers.find("WWW-Authenticate"), std::string::npos);
  }
}

TEST_F(DispatcherTest, AnOperatorsCallWithoutABearerKeyIs401) {
  for (const std::optional<std::string_view> header :
       {std::optional<std::string_view>(), std::optional<std::string_view>(""),
        std::optional<std::string_view>("Bearer"), std::optional<std::string_view>("Bearer "),
        std::optional<std::string_view>("Basic b3BlcmF0b3I6"),
        std::optional<std::string_view>("Bearer two words"),
        std::optional<std::string_view>("an-operators-key")}) {
    const Response response = AskOperator(Method::kGet, header);
    EXPECT_EQ(response.status, 401U) << header.value_or("none");
    EXPECT_TRUE(HasCode(response, "operator-key-required")) << header.value_or("none");
    EXPECT_TRUE(HasHeader(response, "WWW-Authenticate: Bearer"));
  }
}

TEST_F(DispatcherTest, AWrongOperatorsKeyIs401) {
  for (const char* header : {"Bearer an-operators-keY", "Bearer an-operators-key1",
                             "Bearer an-operators-ke", "Bearer x", "Bearer Bearer"}) {
    const Response response = AskOperator(Method::kGet, header);
    EXPECT_EQ(response.status, 401U) << header;
    EXPECT_TRUE(HasCode(response, "operator-key-invalid")) << header;
    EXPECT_TRUE(HasHeader(response, "WWW-Authenticate: Bearer"));
  }
}

TEST_F(DispatcherTest, TheRightOperatorsKeyIsAccepted) {
  for (const char* header :
       {"Bearer an-operators-key", "bearer an-operators-key", "BEARER   an-operators-key"}) {
    EXPECT_EQ(AskOperator(Method::kGet, header).body, "operator") << header;
  }
}

TEST_F(DispatcherTest, AWrongMethodIsReportedBeforeAMissingOperatorsKey) {
  EXPECT_EQ(AskOperator(Method::kPost, std::nullopt).status, 405U);
}

TEST_F(DispatcherTest, AnOperatorsKeyIsNotAQueueToken) {
  Request request = Of(Method::kGet, "/secret");
  request.authorization = "Bearer an-operators-key";
  EXPECT_TRUE(HasCode(Ask(request), "queue-token-required"));
}

TEST_F(DispatcherTest, JsonMayHaveACharset) {
  for (const char* type :
       {"application/json", "Application/JSON", "application/json;charset=utf-8",
        "application/json ; charset=UTF-8", "application/json; charset=\"utf-8\""}) {
    Request request = Post("/echo");
    request.content_type = type;
    EXPECT_EQ(Ask(request).status, 200U) << type;
  }
}

TEST_F(DispatcherTest, AnyOtherMediaTypeIs415) {
  for (const char* type :
       {"", "text/plain", "application/jsonp", "application/json;charset=euc-kr",
        "application/json; charset=utf-8; x=1", "application/json, text/plain"}) {
    Request request = Post("/echo");
    request.content_type = type;
    EXPECT_EQ(Ask(request).status, 415U) << type;
  }
}

TEST_F(DispatcherTest, ABodyWithoutMediaTypeIs415) {
  Request request = Post("/echo");
  request.content_type = std::nullopt;
  EXPECT_EQ(Ask(request).status, 415U);
}

TEST_F(DispatcherTest, AMissingBodyIs400) {
  Request request = Post("/echo");
  request.body = {};
  EXPECT_EQ(Ask(request).status, 400U);
}

TEST_F(DispatcherTest, AnUnexpectedBodyIs400) {
  Request request = Of(Method::kGet, "/hello");
  request.body = "x";
  EXPECT_TRUE(HasCode(Ask(request), "malformed-request"));
}

TEST_F(DispatcherTest, AnIdempotencyKeyIsAcceptedQuotedOrBare) {
  Request request = Post("/retries");
  EXPECT_EQ(Ask(request).body, "none");
  request.idempotency_key = "abc-1";
  EXPECT_EQ(Ask(request).body, "abc-1");
  request.idempotency_key = "\"abc-1\"";
  EXPECT_EQ(Ask(request).body, "abc-1");
  request.idempotency_key = R"("a\"b\\")";
  EXPECT_EQ(Ask(request).body, R"(a"b\)");
}

TEST_F(DispatcherTest, AMalformedIdempotencyKeyIsRefused) {
  const std::string too_long(256, 'k');
  for (const std::string_view key :
       {std::string_view(""), std::string_view("\"\""), std::string_view("\""),
        std::string_view("\"a"), std::string_view("a\""), std::string_view("\"a\"b\""),
        std::string_view("\"a\\n\""), std::string_view("\"a\\\""), std::string_view("a b"),
        std::string_view("\xed\x95\x9c"), std::string_view("\"a\";x=1"),
        std::string_view(too_long)}) {
    Request request = Post("/retries");
    request.idempotency_key = key;
    const Response response = Ask(request);
    EXPECT_EQ(response.status, 400U) << key;
    EXPECT_TRUE(HasCode(response, "idempotency-key-invalid")) << key;
  }
}

TEST_F(DispatcherTest, TheLongestIdempotencyKeyIsAccepted) {
  const std::string key(255, 'k');
  Request request = Post("/retries");
  request.idempotency_key = key;
  EXPECT_EQ(Ask(request).body, key);
}

class FinishTest : public DispatcherTest {
 protected:
  FinishTest() {
    exchange_.emplace(Of(Method::kGet, "/balances/kim"), services_);
    (void)dispatcher_.Begin(*exchange_);
  }
  Response Fail(store::StoreErrorCode code) {
    return dispatcher_.Finish(*exchange_,
                              {.tag = 1,
                               .commit_number = 0,
                               .outcome = std::unexpected(store::StoreError{code, "secret"})});
  }

  std::optional<Exchange> exchange_;
};

TEST_F(FinishTest, AnOutcomeBecomesTheEndpointsResponseWithItsCommit) {
  const domain::OutcomeFor<domain::ReadBalance> answer{domain::BalanceView{.balance = {5}}};
  const engine::AnswerOrder position{
      .at = base::Time(std::chrono::microseconds(1'500'000)), .engine_batch = 8, .index = 2};
  const Response response = dispatcher_.Finish(
      *exchange_,
      {.tag = 1, .commit_number = 9, .outcome = domain::Outcome(answer), .position = position});
  EXPECT_EQ(response.body, "kim has 5");
  EXPECT_TRUE(HasHeader(response, "Onsale-Commit: 9"));
  EXPECT_TRUE(HasHeader(response, "Onsale-Order: 1500000-8-2"));
}

TEST_F(FinishTest, AnUnavailableStoreIs503WithRetryAfter) {
  for (const auto code : {store::StoreErrorCode::kUnavailable, store::StoreErrorCode::kConflict}) {
    const Response response = Fail(code);
    EXPECT_EQ(response.status, 503U);
    EXPECT_NE(response.headers.find("Retry-After: "), std::string::npos);
    EXPECT_TRUE(HasCode(response, "unavailable"));
  }
}

TEST_F(FinishTest, AnUnknownOutcomeIsReportedAsUnknown) {
  for (const auto code :
       {store::StoreErrorCode::kUnknownOutcome, store::StoreErrorCode::kCorrupt}) {
    const Response response = Fail(code);
    EXPECT_EQ(response.status, 500U);
    EXPECT_TRUE(HasCode(response, "outcome-unknown"));
  }
}

TEST_F(FinishTest, AFinisherMakesTheResponse) {
  Finisher finish = [](const Call& call) {
    return Response{.body = std::string(call.parameters[0])};
  };
  EXPECT_EQ(dispatcher_.Finish(*exchange_, finish).body, "kim");
}

TEST_F(FinishTest, AStoresMessageIsNeverShown) {
  EXPECT_EQ(Fail(store::StoreErrorCode::kCorrupt).body.find("secret"), std::string::npos);
}

TEST_F(DispatcherTest, OverloadIs503WithRetryAfter) {
  const Response response = Dispatcher::Overloaded();
  EXPECT_EQ(response.status, 503U);
  EXPECT_NE(response.headers.find("Retry-After: "), std::string::npos);
}

// Regression: a page whose own host name resolved to 127.0.0.1 could charge balances.
TEST_F(DispatcherTest, AForeignHostIs421ForEveryRequest) {
  for (const char* const path : {"/hello", "/secret", "/audit", "/nothing", "*"}) {
    for (const Method method : {Method::kGet, Method::kHead, Method::kPost, Method::kOptions}) {
      Request request = Of(method, path);
      request.host = "evil.example:8080";
      const Response response = Ask(request);
      EXPECT_EQ(response.status, 421U) << path;
      EXPECT_TRUE(HasCode(response, "misdirected-request"));
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

}  // namespace
}  // namespace onsale::http
