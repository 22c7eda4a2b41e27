#include "http/server.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "http/access/buyer/token_verifier.h"
#include "http/testing/server_testing.h"

namespace onsale::http {
namespace {

// --- Responses ---

TEST_F(ServerTest, AResponseIsComplete) {
  Start();
  const RawResponse response = Ask(kHello);
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.body, "hello");
  EXPECT_TRUE(response.Has("Content-Length: 5"));
  EXPECT_TRUE(response.Has("Content-Type: text/plain"));
  EXPECT_TRUE(response.Has("Date: Sun, 06 Nov 1994 08:49:37 GMT"));
  EXPECT_FALSE(response.Has("Connection: close"));
}

TEST_F(ServerTest, AnswersOfTheEngineAndTheStoreAreSent) {
  Start();
  const RawResponse balance = Ask(kBalance);
  EXPECT_EQ(balance.body, "kim has 42");
  EXPECT_TRUE(balance.head.contains("\r\nOnsale-Commit: "));
  EXPECT_EQ(Ask(Get("/ledgers/kim")).body, "kim has 3 entries");
}

TEST_F(ServerTest, ARequestThatWaitsLongIsReportedOnceWithWhereItsTimeWent) {
  constexpr auto kSlow = std::chrono::milliseconds(50);
  store_.TakeTimes({.decide = std::chrono::milliseconds(2), .sync = std::chrono::milliseconds(3)});
  Start({.io_threads = 1, .slow_request = kSlow});
  EXPECT_EQ(Ask(kHello).status, 200U) << "which does not wait";
  store_.Hold();
  RawClient client(server_->port());
  // The first byte comes earlier than the rest.
  const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  const std::string request =
      Get("/balances/kim", "traceparent: 00-" + trace + "-00f067aa0ba902b7-01\r\n");
  client.Send(request.substr(0, 1));
  AwaitConnections(1);
  const auto until = [](auto moment) {
    while (std::chrono::steady_clock::now() < moment) std::this_thread::yield();
  };
  until(std::chrono::steady_clock::now() + kSlow);
  client.Send(request.substr(1));
  store_.AwaitCommands(1);
  until(std::chrono::steady_clock::now() + kSlow);
  store_.Release();
  EXPECT_EQ(client.Read().status, 200U);
  const SlowRequest slow = log_.AwaitSlow();
  EXPECT_EQ(slow.method, Method::kGet);
  EXPECT_EQ(slow.route, "/balances/{userId}");
  EXPECT_EQ(slow.status, 200U);
  EXPECT_EQ(slow.trace_id, trace);
  EXPECT_GE(slow.wait, kSlow);
  EXPECT_GT(slow.parse, base::Duration{});
  EXPECT_EQ(slow.decide, std::chrono::milliseconds(2));
  EXPECT_EQ(slow.sync, std::chrono::milliseconds(3));
  EXPECT_EQ(slow.read, base::Duration{});
  EXPECT_EQ(slow.queue(), slow.wait - std::chrono::milliseconds(5));
  EXPECT_EQ(client.Ask(kBalance).status, 200U);
  EXPECT_EQ(log_.slow_requests(), 1U);
}

// The log asks whether the endpoint is for signed buyers; an unknown path has none.
TEST_F(ServerTest, AnUnknownPathIsLoggedWhereBuyersAreSigned) {
  CurrentKeySet keys;
  const SignedBuyers buyers{.rules = {.issuer = "shop", .audience = "onsale"}, .keys = keys};
  buyers_ = &buyers;
  Start();
  EXPECT_EQ(Ask(Get("/nothing")).status, 404U);
  EXPECT_EQ(Ask(kHello).status, 200U);
  EXPECT_EQ(log_.NumberOf(" 404 "), 1U);
  server_.reset();
}

TEST_F(ServerTest, PipelinedRequestsAreAnsweredInOrder) {
  Start();
  RawClient client(server_->port());
  std::string requests;
  for (int i = 0; i < 200; ++i) requests += i % 2 == 0 ? kBalance : Echo(std::to_string(i));
  client.Send(requests);
  for (int i = 0; i < 200; ++i) {
    ASSERT_EQ(client.Read().body, i % 2 == 0 ? "kim has 42" : std::to_string(i));
  }
}

TEST_F(ServerTest, AResponseWithoutABodyIsFollowedByTheNext) {
  Start();
  RawClient client(server_->port());
  client.Send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(client.Read(/*head_only=*/true).Has("Content-Length: 5"));
  const RawResponse options = client.Ask("OPTIONS /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(options.status, 204U);
  EXPECT_FALSE(options.head.contains("Content-Length"));
  EXPECT_EQ(client.Ask(kHello).body, "hello");
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
  const std::string answer = SendAndReadToEnd(Get("/hello", "Connection: close\r\n"));
  EXPECT_TRUE(answer.contains("\r\nConnection: close\r\n"));
  EXPECT_TRUE(answer.ends_with("\r\n\r\nhello"));
}

TEST_F(ServerTest, LivenessAndReadinessAreServed) {
  Start();
  // What HAProxy's `option httpchk GET /readyz` sends: HTTP/1.0 without a Host.
  EXPECT_TRUE(SendAndReadToEnd("GET /readyz HTTP/1.0\r\n\r\n").starts_with("HTTP/1.1 200 "));
  ready_ = false;
  EXPECT_EQ(Ask(Get("/readyz")).status, 503U);
  EXPECT_EQ(Ask(Get("/livez")).status, 200U);
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

// --- Trace ids, references and origins ---

constexpr std::string_view kTraced =
    "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n";

TEST_F(ServerTest, TheLogGetsTheRouteAndNotThePath) {
  Start();
  EXPECT_EQ(Ask(Get("/balances/kim?token=secret", kTraced)).status, 200U);
  EXPECT_EQ(log_.last(), "/balances/{userId} 200 0af7651916cd43dd8448eb211c80319c");
}

TEST_F(ServerTest, EveryProblemHasTheBasePathAndTheRequestsTraceId) {
  const std::string type = R"({"type":"/shop/problems/)";
  const std::string instance = R"("instance":"urn:uuid:0af76519-16cd-43dd-8448-eb211c80319c",)";
  store_.FailWith(store::StoreErrorCode::kUnavailable);
  for (const std::size_t queue_max : {0U, 1U}) {  // 0: every command is rejected
    Start({.base_path = "/shop"}, {.queue_max = queue_max, .batch_max = 1});
    RawClient client(server_->port());
    for (const auto& [path, status] :
         {std::pair("/nothing", 404U), std::pair("/balances/kim", 503U),
          std::pair("/ledgers/kim", 503U)}) {
      const auto [answered, head, body] = client.Ask(Get(path, kTraced));
      EXPECT_EQ(answered, status) << path;
      EXPECT_TRUE(body.starts_with(type)) << body;
      EXPECT_TRUE(body.contains(instance)) << body;
    }
    EXPECT_FALSE(client.Ask(Get("/nothing")).body.contains(instance));
    const std::string malformed = SendAndReadToEnd("PRI * HTTP/2.0\r\n\r\n");
    EXPECT_TRUE(malformed.contains(type + "version-not-supported\"")) << malformed;
    server_.reset();
  }
}

TEST_F(ServerTest, APageOfAnAllowedOriginMayReadEveryAnswer) {
  ServerOptions options;
  ASSERT_TRUE(options.origins.Add("https://shop.example"));
  Start(options, {.queue_max = 0, .batch_max = 1});  // every command is rejected
  RawClient client(server_->port());
  for (const char* const line :
       {"GET /hello", "GET /nothing", "GET /balances/kim", "PUT /hello", "OPTIONS /balances/kim"}) {
    const auto ask = [&](std::string_view origin) {
      return client.Ask(std::string(line) +
                        " HTTP/1.1\r\nHost: a\r\nOrigin: " + std::string(origin) + "\r\n\r\n");
    };
    const RawResponse allowed = ask("https://shop.example");
    EXPECT_TRUE(allowed.Has("Access-Control-Allow-Origin: https://shop.example")) << line;
    EXPECT_TRUE(allowed.Has("Vary: Origin")) << line;
    EXPECT_FALSE(ask("https://evil.example").head.contains("Access-Control")) << line;
  }
}

// --- Bodies, chunks and empty lines ---

constexpr std::string_view kChunkedEcho =
    "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    "Transfer-Encoding: chunked\r\n\r\n";

// Chunks are the default of Spring, .NET's PostAsJsonAsync, fetch with a stream and others; they
// got 400.
TEST_F(ServerTest, ABodyWithALengthOrInChunksIsAccepted) {
  Start();
  RawClient client(server_->port());
  const std::string body = "{\"a\":1}";
  for (const std::string& request :
       {Echo(body), std::string(kChunkedEcho) + "5\r\n{\"a\":\r\n2\r\n1}\r\n0\r\n\r\n"}) {
    for (const char byte : request) client.Send({&byte, 1});
    EXPECT_EQ(client.Read().body, body);
    client.Send(request + request + kHello);
    EXPECT_EQ(client.Read().body, body);
    EXPECT_EQ(client.Read().body, body);
    EXPECT_EQ(client.Read().body, "hello");
  }
}

TEST_F(ServerTest, A100ContinueIsSentBeforeTheBody) {
  Start();
  RawClient client(server_->port());
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"Content-Length: 2", "{}"}, {"Transfer-Encoding: chunked", "2\r\n{}\r\n0\r\n\r\n"}};
  for (const auto& [framing, body] : cases) {
    client.Send(
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        "Expect: 100-continue\r\n" +
        std::string(framing) + "\r\n\r\n");
    EXPECT_EQ(client.Read().status, 100U) << framing;
    EXPECT_EQ(client.Ask(body).body, "{}") << framing;
  }
}

// Some clients send CR LF after a body; it got a 400 that nobody had asked for.
TEST_F(ServerTest, AnEmptyLineBeforeARequestIsIgnored) {
  Start();
  RawClient client(server_->port());
  EXPECT_EQ(client.Ask("\r\n" + kHello).body, "hello");
  EXPECT_EQ(client.Ask(Echo("{}") + "\r\n").body, "{}");
  EXPECT_EQ(client.Ask(kHello).body, "hello");
}

// --- Bad framing ---

TEST_F(ServerTest, BadFramingIsAnsweredAndTheConnectionClosed) {
  Start();
  const std::string answer = SendAndReadToEnd(
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" +
      kHello);
  EXPECT_TRUE(answer.contains("The only Transfer-Encoding that the server accepts is `chunked`."));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"));
  EXPECT_TRUE(answer.contains("\r\nConnection: close\r\n"));
  EXPECT_TRUE(answer.contains("application/problem+json"));
  EXPECT_FALSE(answer.contains("hello"));
}

TEST_F(ServerTest, EveryLimitHasItsStatus) {
  Start();
  const std::pair<std::string, const char*> cases[] = {
      {"GET /" + std::string(5000, 'a'), "HTTP/1.1 414 "},
      {"GET / HTTP/1.1\r\nX: " + std::string(9000, 'a'), "HTTP/1.1 431 "},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 16385\r\n\r\n", "HTTP/1.1 413 "},
      {"PRI * HTTP/2.0\r\n\r\n", "HTTP/1.1 505 "}};
  for (const auto& [bytes, status] : cases) {
    EXPECT_TRUE(SendAndReadToEnd(bytes).starts_with(status)) << status;
  }
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

TEST_F(ServerTest, AnAddressThatIsInUseOrInvalidIsReported) {
  Start();
  const auto error_of = [this](const ServerOptions& options) {
    const auto second = Server::Start(
        options, {.engine = *engine_, .seal_keys = seal_keys_, .clock = clock_, .currency = "KRW"});
    return second ? "none" : second.error();
  };
  EXPECT_EQ(
      error_of({.listen_port = server_->port()}),
      "cannot listen on 127.0.0.1:" + std::to_string(server_->port()) + ": address already in use");
  EXPECT_EQ(error_of({.listen_address = "tickets.example"}),
            "'tickets.example' is not an IPv4 or IPv6 address");
}

// --- Concurrency ---

TEST_F(ServerTest, ManyClientsGetTheirOwnAnswers) {
  Start();
  std::atomic<int> wrong = 0;
  const auto ask = [&](int user) {
    RawClient client(server_->port());
    for (int i = 0; i < 50; ++i) {
      const std::string name = "u" + std::to_string(user * 1000 + i);
      wrong += client.Ask(Get("/balances/" + name)).body == name + " has 42" ? 0 : 1;
    }
  };
  std::vector<std::thread> clients;
  for (int user = 0; user < 20; ++user) clients.emplace_back(ask, user);
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace onsale::http
