#include "http/server.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "http/testing/server_testing.h"

namespace onsale::http {
namespace {

// --- Responses ---

TEST_F(ServerTest, AResponseIsComplete) {
  Start();
  const RawResponse response = RawClient(server_->port()).Ask(kHello);
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.body, "hello");
  EXPECT_TRUE(response.Has("Content-Length: 5"));
  EXPECT_TRUE(response.Has("Content-Type: text/plain"));
  EXPECT_TRUE(response.Has("Date: Sun, 06 Nov 1994 08:49:37 GMT"));
  EXPECT_FALSE(response.Has("Connection: close"));
}

TEST_F(ServerTest, AConnectionServesConsecutiveRequests) {
  Start();
  RawClient client(server_->port());
  for (int i = 0; i < 100; ++i) {
    const std::string body = "{\"i\":" + std::to_string(i) + "}";
    ASSERT_EQ(client.Ask(Echo(body)).body, body);
  }
  EXPECT_EQ(server_->connections(), 1U);
}

TEST_F(ServerTest, AnOutcomeOfTheEngineIsSentWithItsCommit) {
  Start();
  const RawResponse response = RawClient(server_->port()).Ask(kBalance);
  EXPECT_EQ(response.body, "kim has 42");
  EXPECT_NE(response.head.find("\r\nOnsale-Commit: "), std::string::npos);
}

TEST_F(ServerTest, ALedgerPageIsSent) {
  Start();
  RawClient client(server_->port());
  EXPECT_EQ(client.Ask("GET /ledgers/kim HTTP/1.1\r\nHost: a\r\n\r\n").body, "kim has 3 entries");
}

TEST_F(ServerTest, PipelinedRequestsAreAnsweredInOrder) {
  Start();
  RawClient client(server_->port());
  std::string requests;
  for (int i = 0; i < 200; ++i) {
    requests.append(i % 2 == 0 ? std::string(kBalance) : Echo(std::to_string(i)));
  }
  client.Send(requests);
  for (int i = 0; i < 200; ++i) {
    ASSERT_EQ(client.Read().body, i % 2 == 0 ? "kim has 42" : std::to_string(i));
  }
}

TEST_F(ServerTest, ARequestInPiecesIsAnswered) {
  Start();
  RawClient client(server_->port());
  for (const char byte : Echo("{\"a\":1}")) client.Send({&byte, 1});
  EXPECT_EQ(client.Read().body, "{\"a\":1}");
}

TEST_F(ServerTest, TheLargestBodyIsAccepted) {
  Start();
  const std::string body(16'384, 'x');
  RawClient client(server_->port());
  EXPECT_EQ(client.Ask(Echo(body)).body, body);
  EXPECT_EQ(client.Ask(kHello).body, "hello");
}

TEST_F(ServerTest, HeadHasTheLengthButNotTheBody) {
  Start();
  RawClient client(server_->port());
  client.Send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  const RawResponse response = client.Read(/*head_only=*/true);
  EXPECT_TRUE(response.Has("Content-Length: 5"));
  EXPECT_EQ(client.Ask(kHello).status, 200U);
}

TEST_F(ServerTest, A204HasNoLength) {
  Start();
  RawClient client(server_->port());
  const RawResponse response = client.Ask("OPTIONS /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(response.status, 204U);
  EXPECT_EQ(response.head.find("Content-Length"), std::string::npos);
  EXPECT_EQ(client.Ask(kHello).body, "hello");
}

TEST_F(ServerTest, AnExpectHeaderIsAnswered100Continue) {
  Start();
  RawClient client(server_->port());
  client.Send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n"
      "Content-Length: 2\r\n\r\n");
  EXPECT_EQ(client.Read().status, 100U);
  EXPECT_EQ(client.Ask("{}").body, "{}");
}

TEST_F(ServerTest, ALargeBodyArrivesCompletely) {
  Start();
  RawClient client(server_->port());
  const RawResponse response = client.Ask(kBig);
  EXPECT_EQ(response.body.size(), kBigSize);
  EXPECT_EQ(response.body.find_first_not_of('x'), std::string::npos);
  EXPECT_EQ(client.Ask(kHello).body, "hello");
}

TEST_F(ServerTest, ConnectionCloseIsHonoured) {
  Start();
  const std::string answer =
      SendAndReadToEnd("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_NE(answer.find("\r\nConnection: close\r\n"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("\r\n\r\nhello"));
}

TEST_F(ServerTest, LivenessAndReadinessAreServed) {
  Start();
  RawClient client(server_->port());
  EXPECT_EQ(client.Ask("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n").status, 200U);
  EXPECT_EQ(client.Ask("GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n").status, 200U);
  ready_ = false;
  EXPECT_EQ(client.Ask("GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n").status, 503U);
}

TEST_F(ServerTest, TheLogGetsTheRouteAndNotThePath) {
  Start();
  RawClient client(server_->port());
  (void)client.Ask(
      "GET /balances/kim?token=secret HTTP/1.1\r\nHost: a\r\n"
      "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n\r\n");
  EXPECT_EQ(log_.last(), "/balances/{userId} 200 0af7651916cd43dd8448eb211c80319c");
}

TEST_F(ServerTest, EveryProblemHasTheRequestsTraceId) {
  const std::string traced =
      " HTTP/1.1\r\nHost: a\r\n"
      "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n\r\n";
  const std::string instance = "\"instance\":\"urn:uuid:0af76519-16cd-43dd-8448-eb211c80319c\",";
  store_.FailWith(store::StoreErrorCode::kUnavailable);
  for (const std::size_t queue_max : {0U, 1U}) {  // 0: every command is rejected
    StartWith(Options(), {.queue_max = queue_max, .batch_max = 1});
    RawClient client(server_->port());
    for (const char* const line : {"GET /nothing", "GET /balances/kim", "GET /ledgers/kim"}) {
      EXPECT_NE(client.Ask(line + traced).body.find(instance), std::string::npos) << line;
    }
    EXPECT_EQ(client.Ask("GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n").body.find(instance),
              std::string::npos);
    server_.reset();
  }
}

// Regression: `/readyz` was never 503 before connections were refused, so load balancers learned it
// from failed requests.
TEST_F(ServerTest, WhileItDrainsItIsNotReadyAndStillServes) {
  Start();
  server_->BeginDrain();
  EXPECT_EQ(SendAndReadToEnd("GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n").substr(9, 3), "503");
  EXPECT_TRUE(SendAndReadToEnd(kBalance).ends_with("\r\n\r\nkim has 42"));
  EXPECT_EQ(SendAndReadToEnd("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n").substr(9, 3), "200");
}

// Without it a load balancer would send the next request on a connection that the stop closes.
TEST_F(ServerTest, WhileItDrainsEveryResponseIsTheLastOfItsConnection) {
  Start();
  RawClient client(server_->port());
  EXPECT_FALSE(client.Ask(kHello).Has("Connection: close"));
  server_->BeginDrain();
  RawResponse response = client.Ask(kHello);
  while (response.status == 200 && !response.Has("Connection: close")) {
    response = client.Ask(kHello);  // its thread has not begun to drain
  }
  EXPECT_EQ(response.body, "hello");
  EXPECT_TRUE(client.SeesEnd());
}

// --- References and origins ---

TEST_F(ServerTest, EveryProblemsTypeBeginsWithTheBasePath) {
  ServerOptions options = Options();
  options.base_path = "/shop";
  StartWith(options, {.queue_max = 0, .batch_max = 1});
  const std::string type = R"({"type":"/shop/problems/)";
  const std::string traced =
      " HTTP/1.1\r\nHost: a\r\n"
      "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n\r\n";
  RawClient client(server_->port());
  const RawResponse unknown = client.Ask("GET /nothing" + traced);
  EXPECT_TRUE(unknown.body.starts_with(type + "not-found\",")) << unknown.body;
  EXPECT_NE(unknown.body.find("\"urn:uuid:0af76519-16cd-43dd-8448-eb211c80319c\""),
            std::string::npos);
  EXPECT_TRUE(client.Ask(kBalance).body.starts_with(type + "overloaded\","));
  EXPECT_NE(SendAndReadToEnd("PRI * HTTP/2.0\r\n\r\n").find(type + "version-not-supported\""),
            std::string::npos);
}

TEST_F(ServerTest, APageOfAnAllowedOriginMayReadEveryAnswer) {
  ServerOptions options = Options();
  ASSERT_TRUE(options.origins.Add("https://shop.example"));
  StartWith(options, {.queue_max = 0, .batch_max = 1});
  const std::string allow = "Access-Control-Allow-Origin: https://shop.example";
  RawClient client(server_->port());
  for (const char* const line : {"GET /hello", "GET /nothing", "GET /balances/kim", "PUT /hello"}) {
    const auto ask = [&](std::string_view origin) {
      return client.Ask(std::string(line) +
                        " HTTP/1.1\r\nHost: a\r\nOrigin: " + std::string(origin) + "\r\n\r\n");
    };
    EXPECT_TRUE(ask("https://shop.example").Has(allow)) << line;
    EXPECT_TRUE(ask("https://shop.example").Has("Vary: Origin")) << line;
    EXPECT_EQ(ask("https://evil.example").head.find("Access-Control"), std::string::npos) << line;
  }
}

TEST_F(ServerTest, APreflightIsAnsweredWithoutTheEngine) {
  ServerOptions options = Options();
  ASSERT_TRUE(options.origins.Add("https://shop.example"));
  StartWith(options, {.queue_max = 0, .batch_max = 1});
  const RawResponse response = RawClient(server_->port())
                                   .Ask(
                                       "OPTIONS /balances/kim HTTP/1.1\r\nHost: a\r\n"
                                       "Origin: https://shop.example\r\n"
                                       "Access-Control-Request-Method: GET\r\n"
                                       "Access-Control-Request-Headers: queue-token\r\n\r\n");
  EXPECT_EQ(response.status, 204U);
  EXPECT_TRUE(response.Has("Access-Control-Allow-Origin: https://shop.example"));
  EXPECT_TRUE(response.Has("Access-Control-Max-Age: 7200"));
}

TEST_F(ServerTest, ByDefaultNoPageOfAnotherOriginMayReadAnything) {
  Start();
  const RawResponse response = RawClient(server_->port())
                                   .Ask(
                                       "OPTIONS /hello HTTP/1.1\r\nHost: a\r\n"
                                       "Origin: https://shop.example\r\n"
                                       "Access-Control-Request-Method: GET\r\n\r\n");
  EXPECT_EQ(response.status, 204U);
  EXPECT_EQ(response.head.find("Access-Control"), std::string::npos);
}

// --- Chunked bodies and empty lines ---

constexpr std::string_view kChunkedEcho =
    "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    "Transfer-Encoding: chunked\r\n\r\n";

// The default of Spring, .NET's PostAsJsonAsync, fetch with a stream and others; it was 400.
TEST_F(ServerTest, AChunkedBodyIsAccepted) {
  Start();
  RawClient client(server_->port());
  const std::string chunked = std::string(kChunkedEcho) + "5\r\n{\"a\":\r\n2\r\n1}\r\n0\r\n\r\n";
  EXPECT_EQ(client.Ask(chunked).body, "{\"a\":1}");
  for (const char byte : chunked) client.Send({&byte, 1});
  EXPECT_EQ(client.Read().body, "{\"a\":1}");
  client.Send(chunked + chunked + std::string(kHello));
  EXPECT_EQ(client.Read().body, "{\"a\":1}");
  EXPECT_EQ(client.Read().body, "{\"a\":1}");
  EXPECT_EQ(client.Read().body, "hello");
}

TEST_F(ServerTest, TheLargestChunkedBodyIsAccepted) {
  Start();
  const std::string half(8'192, 'x');
  const std::string chunk = "2000\r\n" + half + "\r\n";
  RawClient client(server_->port());
  EXPECT_EQ(client.Ask(std::string(kChunkedEcho) + chunk + chunk + "0\r\n\r\n").body, half + half);
  EXPECT_EQ(client.Ask(std::string(kChunkedEcho) + chunk + chunk + "1\r\n").status, 413U);
}

TEST_F(ServerTest, A100ContinueIsSentBeforeChunks) {
  Start();
  RawClient client(server_->port());
  client.Send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n"
      "Transfer-Encoding: chunked\r\n\r\n");
  EXPECT_EQ(client.Read().status, 100U);
  EXPECT_EQ(client.Ask("2\r\n{}\r\n0\r\n\r\n").body, "{}");
}

// Some clients send CR LF after a body; it got a 400 that nobody had asked for.
TEST_F(ServerTest, AnEmptyLineBeforeARequestIsIgnored) {
  Start();
  RawClient client(server_->port());
  EXPECT_EQ(client.Ask("\r\n" + std::string(kHello)).body, "hello");
  EXPECT_EQ(client.Ask(Echo("{}") + "\r\n").body, "{}");
  EXPECT_EQ(client.Ask(kHello).body, "hello");
}

// What HAProxy's `option httpchk GET /readyz` sends.
TEST_F(ServerTest, AHealthCheckOfHttp10NeedsNoHost) {
  Start();
  EXPECT_TRUE(SendAndReadToEnd("GET /readyz HTTP/1.0\r\n\r\n").starts_with("HTTP/1.1 200 "));
}

// --- Bad framing ---

TEST_F(ServerTest, BadFramingIsAnsweredAndTheConnectionClosed) {
  Start();
  const std::string answer = SendAndReadToEnd(
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" +
      std::string(kHello));
  EXPECT_NE(answer.find("The only Transfer-Encoding that the server accepts is `chunked`."),
            std::string::npos);
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"));
  EXPECT_NE(answer.find("\r\nConnection: close\r\n"), std::string::npos);
  EXPECT_NE(answer.find("application/problem+json"), std::string::npos);
  EXPECT_EQ(answer.find("hello"), std::string::npos);
}

TEST_F(ServerTest, EveryLimitHasItsStatus) {
  Start();
  EXPECT_TRUE(SendAndReadToEnd("GET /" + std::string(5000, 'a')).starts_with("HTTP/1.1 414 "));
  EXPECT_TRUE(SendAndReadToEnd("GET / HTTP/1.1\r\nX: " + std::string(9000, 'a'))
                  .starts_with("HTTP/1.1 431 "));
  EXPECT_TRUE(SendAndReadToEnd("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 16385\r\n\r\n")
                  .starts_with("HTTP/1.1 413 "));
  EXPECT_TRUE(SendAndReadToEnd("PRI * HTTP/2.0\r\n\r\n").starts_with("HTTP/1.1 505 "));
}

TEST_F(ServerTest, AnErrorCanBeReadAlthoughInputIsUnread) {
  Start();
  RawClient client(server_->port());
  client.Send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n" +
              std::string(900'000, 'x'));
  EXPECT_EQ(client.Read().status, 413U);
  // The client reads the end of the connection, not a reset.
  EXPECT_TRUE(client.SeesEnd());
}

// --- Listening ---

TEST_F(ServerTest, APortInUseIsReported) {
  Start();
  ServerOptions options = Options();
  options.listen_port = server_->port();
  const auto second = Server::Start(
      options, {.engine = *engine_, .seal_keys = seal_keys_, .clock = clock_, .currency = "KRW"});
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error(), "cannot listen on 127.0.0.1:" + std::to_string(server_->port()) +
                                ": address already in use");
}

TEST_F(ServerTest, AnInvalidAddressIsReported) {
  Start();
  ServerOptions options = Options();
  options.listen_address = "tickets.example";
  const auto second = Server::Start(
      options, {.engine = *engine_, .seal_keys = seal_keys_, .clock = clock_, .currency = "KRW"});
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error(), "'tickets.example' is not an IPv4 or IPv6 address");
}

// --- Concurrency ---

TEST_F(ServerTest, ManyClientsGetTheirOwnAnswers) {
  Start();
  std::atomic<int> wrong = 0;
  const auto ask = [&](int user) {
    RawClient client(server_->port());
    for (int i = 0; i < 50; ++i) {
      const std::string name = "u" + std::to_string(user * 1000 + i);
      const RawResponse response =
          client.Ask("GET /balances/" + name + " HTTP/1.1\r\nHost: a\r\n\r\n");
      wrong += response.body == name + " has 42" ? 0 : 1;
    }
  };
  std::vector<std::thread> clients;
  for (int user = 0; user < 20; ++user) clients.emplace_back(ask, user);
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace onsale::http
