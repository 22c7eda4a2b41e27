// Tests the server with slow, vanished or too many clients, and its shutdown.
#include <gtest/gtest.h>

#include <deque>
#include <future>
#include <string>

#include "base/await_testing.h"
#include "http/access/token_seal.h"
#include "http/testing/server_testing.h"

namespace onsale::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

class ServerLimitsTest : public ServerTest {
 protected:
  void TearDown() override {
    clients_.clear();
    ServerTest::TearDown();
  }
  // Opens a connection and waits for a response: the connection is in use from then on.
  RawClient& Served() {
    RawClient& client = clients_.emplace_back(server_->port());
    EXPECT_EQ(client.Ask(kHello).status, 200U);
    return client;
  }
  // Whether a new client is served, at the latest after others were replaced.
  bool IsServedInTime() {
    const auto deadline = std::chrono::steady_clock::now() + base::kPatience;
    while (std::chrono::steady_clock::now() < deadline) {
      if (RawClient(server_->port()).Ask(kHello).status == 200U) return true;
    }
    return false;
  }
  RawClient& Slow() { return clients_.emplace_back(server_->port(), RawClient::Reads::kSlowly); }
  // Sends a command whose answer the store holds back until it is released.
  RawClient& WaitingForTheStore() {
    store_.Hold();
    RawClient& client = clients_.emplace_back(server_->port());
    client.Send(kBalance);
    store_.AwaitCommands(1);
    return client;
  }
  std::deque<RawClient> clients_;
};

// --- Clients that disconnect ---

TEST_F(ServerLimitsTest, AHalfClosedClientGetsItsResponse) {
  Start();
  RawClient client(server_->port());
  client.Send(kBalance);
  client.HalfClose();
  EXPECT_EQ(client.Read().body, "kim has 42");
  EXPECT_TRUE(client.SeesEnd());
}

TEST_F(ServerLimitsTest, AResetDuringARequestClosesTheConnection) {
  Start();
  RawClient client(server_->port());
  client.Send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Le");
  AwaitConnections(1);
  client.Reset();
  AwaitConnections(0);
}

TEST_F(ServerLimitsTest, AResponseForADisconnectedClientIsDropped) {
  Start();
  WaitingForTheStore().Reset();
  store_.Release();
  AwaitConnections(0);
  EXPECT_EQ(Ask(kBalance).body, "kim has 42");
}

TEST_F(ServerLimitsTest, AResetDuringALargeResponseClosesTheConnection) {
  Start();
  RawClient& client = Slow();
  client.Send(kBig);
  log_.Await("/big 200 ");
  client.Reset();
  AwaitConnections(0);
}

// --- Deadlines ---

TEST_F(ServerLimitsTest, ASlowRequestIs408) {
  Start({.header_timeout = milliseconds(1000), .body_timeout = milliseconds(1000)});
  const std::string post = Echo("{\"a\":1}");
  for (const std::string& unfinished : {std::string("GET /hel"), post.substr(0, post.size() - 1)}) {
    EXPECT_TRUE(SendAndReadToEnd(unfinished).starts_with("HTTP/1.1 408 ")) << unfinished;
  }
}

TEST_F(ServerLimitsTest, TricklingHeadersOrChunksDoNotExtendTheDeadline) {
  ServerOptions options;
  options.io_threads = 1;
  // Longer than the gaps between two pieces.
  options.header_timeout = options.body_timeout = milliseconds(300);
  // So large that only the deadline ends the request.
  options.limits.head_max = options.limits.body_max = std::size_t{8} << 20;
  options.limits.chunk_framing_max = std::size_t{8} << 20;
  Start(options);
  const std::pair<const char*, const char*> cases[] = {
      {"GET /hello HTTP/1.1\r\n", "X: y\r\n"},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"}};
  for (const auto& [head, piece] : cases) {
    RawClient client(server_->port());
    client.Send(head);
    std::atomic<bool> answered = false;
    std::thread trickle([&] {
      // The thread of the server has handled a piece once it answers another client. Without this
      // pace it would be kept reading, and a head of megabytes be copied with each piece.
      RawClient other(server_->port());
      while (!answered) client.Send(piece), other.Ask(Echo("{}"));
    });
    const unsigned status = client.Read().status;
    answered = true;
    trickle.join();
    EXPECT_EQ(status, 408U) << piece;
  }
}

// An empty line is not the start of a request: its client did not ask for a 408.
TEST_F(ServerLimitsTest, AConnectionAfterAnEmptyLineIsIdle) {
  constexpr auto kIdle = milliseconds(120);
  Start({.header_timeout = std::chrono::minutes(10), .idle_timeout = kIdle});
  RawClient client(server_->port());
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(client.Ask(Echo("{}") + "\r\n").status, 200U);
  EXPECT_TRUE(client.SeesEnd());
  EXPECT_GE(std::chrono::steady_clock::now() - begun, kIdle);
}

// Regression: the line's first byte began a request, whose deadline then ended the idle connection.
TEST_F(ServerLimitsTest, AConnectionAfterAnEmptyLineInTwoPiecesIsIdle) {
  constexpr auto kIdle = milliseconds(120);
  Start({.header_timeout = minutes(10), .idle_timeout = kIdle});
  RawClient client(server_->port());
  EXPECT_EQ(client.Ask(Echo("{}") + "\r").status, 200U);
  // Once another client is answered, the server has handled what the first one has sent.
  EXPECT_EQ(Ask(kHello).status, 200U);
  const auto begun = std::chrono::steady_clock::now();
  client.Send("\n");
  EXPECT_TRUE(client.SeesEnd());
  EXPECT_GE(std::chrono::steady_clock::now() - begun, kIdle);
}

TEST_F(ServerLimitsTest, AClientWithoutARequestIsClosedWithoutAResponse) {
  Start({.idle_timeout = milliseconds(40)});
  EXPECT_TRUE(RawClient(server_->port()).SeesEnd());
}

TEST_F(ServerLimitsTest, AnIdleConnectionIsClosedWithoutAResponse) {
  Start({.idle_timeout = milliseconds(40)});
  EXPECT_TRUE(Served().SeesEnd());
}

TEST_F(ServerLimitsTest, WaitingForTheEngineHasNoDeadline) {
  ServerOptions options;
  options.header_timeout = options.body_timeout = milliseconds(500);
  options.idle_timeout = options.write_timeout = milliseconds(500);
  Start(options);
  RawClient& waiting = WaitingForTheStore();
  // Meanwhile the deadline of another connection passes.
  EXPECT_TRUE(RawClient(server_->port()).SeesEnd());
  store_.Release();
  EXPECT_EQ(waiting.Read().body, "kim has 42");
}

TEST_F(ServerLimitsTest, AClientThatDoesNotReadIsDisconnected) {
  Start({.write_timeout = milliseconds(40)});
  Slow().Send(kBig);
  log_.Await("/big 200 ");
  AwaitConnections(0);
}

// Regression: one iteration ended all overdue connections, and other requests waited for thousands.
TEST_F(ServerLimitsTest, ARequestDoesNotWaitForAllOverdueConnections) {
  constexpr std::size_t kLate = 100;
  constexpr auto kTimeout = milliseconds(3000);  // in which all of them connect
  Start({.header_timeout = kTimeout});
  RawClient& stopper = Served();
  std::deque<RawClient> late;
  for (std::size_t i = 0; i < kLate; ++i) late.emplace_back(server_->port()).Send("G");
  AwaitConnections(kLate + 1);
  RawClient& honest = Served();  // its answer: the late bytes are read
  log_.StopAt(3);
  stopper.Send(kHello);
  log_.AwaitStop();
  for (RawClient& client : late) client.Send("ET /hel");
  const auto overdue = std::chrono::steady_clock::now() + kTimeout;
  while (std::chrono::steady_clock::now() < overdue) std::this_thread::yield();
  log_.StopAt(4);  // the first overdue connection
  log_.AwaitStop();
  honest.Send(kOwn);
  log_.Release();
  honest.ReadUntil("\r\n\r\n");
  EXPECT_LT(log_.NumberOf("/own 200 "), kLate / 2);
}

// --- Limits ---

// Sends a request and reads only the head of its response.
void ReadTheBeginning(RawClient& client, std::string_view request) {
  client.Send(request);
  EXPECT_TRUE(client.ReadUntil("\r\n\r\n").contains("HTTP/1.1 200 "));
}

// Regression: each slow reader held a page of its own for up to the write timeout; a few thousand
// connections with one queue token filled the memory.
TEST_F(ServerLimitsTest, TheSlowestReaderIsDisconnectedWhenTooMuchIsUnread) {
  Start({.unsent_max = 2 * kOwnSize + kOwnSize / 2});
  RawClient& first = Slow();
  ReadTheBeginning(first, kOwn);
  for (int i = 0; i < 2; ++i) ReadTheBeginning(Slow(), kOwn);
  AwaitConnections(2);
  EXPECT_LT(first.ReadToEnd().size(), kOwnSize);
}

TEST_F(ServerLimitsTest, APageSharedBySlowReadersCountsOnce) {
  Start({.unsent_max = kBigSize + kBigSize / 2});
  for (int i = 0; i < 2; ++i) ReadTheBeginning(Slow(), kBig);
  Served();
  EXPECT_EQ(server_->connections(), 3U);
}

TEST_F(ServerLimitsTest, AConnectionAboveTheLimitIsRejected) {
  Start({.io_threads = 2,
         .connections_max = 2,
         .idle_time_min = minutes(10),
         .stranger_time_min = minutes(10)});
  RawClient& first = Served();
  Served();
  RawClient third(server_->port());
  const RawResponse refused = third.Ask(kHello);
  EXPECT_EQ(refused.status, 503U);
  EXPECT_TRUE(refused.head.contains("\r\nRetry-After: "));
  EXPECT_TRUE(refused.body.contains("are open and in use")) << refused.body;
  EXPECT_TRUE(third.SeesEnd());
  EXPECT_EQ(first.Ask(kHello).status, 200U);
}

// Regression: a busy server did not answer health requests, so a load balancer removed it.
TEST_F(ServerLimitsTest, HealthIsAnsweredAboveTheLimit) {
  Start({.io_threads = 2,
         .connections_max = 1,
         .idle_time_min = minutes(10),
         .stranger_time_min = minutes(10)});
  Served();
  for (const char* const path : {"/livez", "/readyz"}) {
    RawClient health(server_->port());
    const RawResponse answer =
        health.Ask(std::string("GET ") + path + " HTTP/1.1\r\nHost: 10.0.0.1\r\n\r\n");
    EXPECT_EQ(answer.status, 200U) << path;
    EXPECT_TRUE(answer.Has("Connection: close"));
    EXPECT_TRUE(health.SeesEnd());
  }
  ready_ = false;
  EXPECT_TRUE(Ask(Get("/readyz")).body.contains("\"code\":\"unavailable\""));
}

TEST_F(ServerLimitsTest, ASilentClientAboveTheLimitIsRejectedInTime) {
  Start({.connections_max = 1,
         .rejected_timeout = milliseconds(20),
         .header_timeout = minutes(10),
         .idle_time_min = minutes(10),
         .stranger_time_min = minutes(10)});
  Served();
  EXPECT_EQ(Ask("").status, 503U);
  EXPECT_EQ(Ask("GET /livez HTTP/1.1\r\nHost:").status, 503U);
}

TEST_F(ServerLimitsTest, HealthIsAnsweredDuringAFloodAboveTheLimit) {
  Start({.io_threads = 2,
         .connections_max = 1,
         .rejected_max = 32,
         .rejected_timeout = minutes(10),
         .idle_time_min = minutes(10),
         .stranger_time_min = minutes(10),
         .linger_timeout = minutes(10)});
  Served();
  std::deque<RawClient> silent;
  for (int i = 0; i < 200; ++i) {
    silent.emplace_back(server_->port());
    EXPECT_EQ(Ask(Get("/livez")).status, 200U) << i;
  }
}

// Regression: a health request had arrived in time but was read late, and its client got 503.
TEST_F(ServerLimitsTest, AHealthRequestThatArrivedBeforeItsConnectionIsReplacedIsAnswered) {
  constexpr std::size_t kAcceptedInATurn = 64;
  Start({.connections_max = 1,
         .rejected_max = 100,  // half of it is less than one iteration accepts
         .rejected_timeout = minutes(10),
         .idle_time_min = minutes(10),
         .stranger_time_min = minutes(10)});
  log_.StopAt(1);
  RawClient first(server_->port());
  first.Send(kHello);
  log_.AwaitStop();
  RawClient health(server_->port());
  health.Send(Get("/livez"));
  std::deque<RawClient> silent;
  while (silent.size() + 1 < kAcceptedInATurn) silent.emplace_back(server_->port());
  log_.Release();
  EXPECT_EQ(health.Read().status, 200U);
}

// --- Replacing idle connections ---

// Regression: a client with rare requests on each of its connections excluded all others.
TEST_F(ServerLimitsTest, ANewConnectionReplacesTheLongestIdleOne) {
  Start({.connections_max = 2, .idle_time_min = milliseconds(0)});
  RawClient& longest = Served();
  RawClient& other = Served();
  RawClient newcomer(server_->port());
  EXPECT_FALSE(newcomer.Ask(kHello).Has("Connection: close"));
  EXPECT_TRUE(longest.SeesEnd());
  for (RawClient* client : {&other, &newcomer}) EXPECT_EQ(client->Ask(kHello).status, 200U);
  AwaitConnections(2);
}

TEST_F(ServerLimitsTest, AConnectionWithoutARequestIsIdle) {
  Start({.connections_max = 1, .idle_time_min = milliseconds(0)});
  RawClient silent(server_->port());
  AwaitConnections(1);
  // It is idle once its thread has taken it over; until then newcomers are rejected.
  EXPECT_TRUE(IsServedInTime());
  EXPECT_TRUE(silent.SeesEnd());
}

TEST_F(ServerLimitsTest, IdleConnectionsOfEveryThreadAreReplaced) {
  constexpr std::size_t kPlaces = 8;
  Start({.io_threads = 4, .connections_max = kPlaces, .idle_time_min = milliseconds(0)});
  for (std::size_t i = 0; i < kPlaces; ++i) Served();
  std::deque<RawClient> newcomers;
  for (std::size_t served = 0; served < kPlaces;) {
    // A rejection is possible: a thread may not have reported yet that its connection is idle.
    if (newcomers.emplace_back(server_->port()).Ask(kHello).status == 200U) ++served;
  }
  for (RawClient& idle : clients_) EXPECT_TRUE(idle.SeesEnd());
}

// Regression: 70 clients that sent half a request each kept the operator from its own address.
TEST_F(ServerLimitsTest, HalfARequestKeepsNoPlaceFromOthers) {
  constexpr std::size_t kPlaces = 4;
  Start({.connections_max = kPlaces,
         .header_timeout = minutes(10),
         .body_timeout = minutes(10),
         .idle_time_min = milliseconds(20)});
  std::deque<RawClient> half;
  for (std::size_t i = 0; i < 3 * kPlaces; ++i) {
    half.emplace_back(server_->port()).Send("GET /hello HT");
    half.emplace_back(server_->port()).Send(Echo("whole").substr(0, Echo("whole").size() - 1));
  }
  for (int asked = 0; asked < 3; ++asked) EXPECT_TRUE(IsServedInTime());
}

// Regression: places were taken over only after a second, so that 65 new clients with half a
// request each second kept the operator from its own address.
TEST_F(ServerLimitsTest, AFloodOfHalfRequestsKeepsNoPlaceFromOthers) {
  constexpr std::size_t kPlaces = 4;
  Start({.connections_max = kPlaces,
         .header_timeout = minutes(10),
         .idle_time_min = minutes(10),
         .stranger_time_min = milliseconds(5)});
  std::deque<RawClient> flood;
  for (int asked = 0; asked < 5; ++asked) {
    for (std::size_t i = 0; i < 2 * kPlaces; ++i) {
      flood.emplace_back(server_->port()).Send("GET /hello HT");
      flood.emplace_back(server_->port()).Send(kHello);       // idle after its response
      flood.emplace_back(server_->port()).Send("x\r\n\r\n");  // lingers after a 400
    }
    EXPECT_TRUE(IsServedInTime()) << asked;
  }
}

TEST_F(ServerLimitsTest, AConnectionThatHasShownACredentialKeepsItsPlace) {
  Start({.connections_max = 2, .idle_time_min = minutes(10), .stranger_time_min = milliseconds(0)});
  const std::string token =
      TokenSeal({1, 2, 3}).Seal({.key = {.room = {1}, .number = {77}}, .issued_at = {}});
  const std::string secret = Get("/secret", "Queue-Token: " + token + "\r\n");
  RawClient known(server_->port());
  EXPECT_EQ(known.Ask(secret).body, "77");
  std::deque<RawClient> strangers;
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(strangers.emplace_back(server_->port()).Ask(kHello).status, 200U);
  }
  EXPECT_EQ(known.Ask(secret).body, "77");
}

TEST_F(ServerLimitsTest, AStrangerThatDoesNotReadItsResponseKeepsNoPlaceFromOthers) {
  Start({.connections_max = 1, .write_timeout = minutes(10), .idle_time_min = milliseconds(20)});
  Slow().Send(kBig);
  log_.Await("/big 200 ");
  EXPECT_TRUE(IsServedInTime());
}

TEST_F(ServerLimitsTest, AnIdleConnectionIsReplacedBeforeOneWithHalfARequest) {
  Start({.connections_max = 2, .header_timeout = minutes(10), .idle_time_min = milliseconds(0)});
  RawClient half(server_->port());
  half.Send("GET /hello HT");
  AwaitConnections(1);
  RawClient& idle = Served();
  EXPECT_EQ(Ask(kHello).status, 200U);
  EXPECT_TRUE(idle.SeesEnd());
  half.Send("TP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(half.Read().status, 200U);
}

TEST_F(ServerLimitsTest, AConnectionWithARequestInProgressIsNotReplaced) {
  Start({.io_threads = 2, .connections_max = 1, .idle_time_min = milliseconds(0)});
  RawClient& busy = Served();
  store_.Hold();
  busy.Send(kBalance);
  store_.AwaitCommands(1);
  EXPECT_EQ(Ask(kHello).status, 503U);
  store_.Release();
  EXPECT_EQ(busy.Read().body, "kim has 42");
}

// --- Responses that the kernel holds ---

// The size of a response: more than a closed connection leaves to the kernel, less than one write
// takes.
constexpr std::size_t kUnreadSize = 48 * 1024;

ServerOptions WithLargeBodies(ServerOptions options) {
  options.limits.body_max = kUnreadSize;
  options.linger_timeout = milliseconds(20);
  return options;
}

TEST_F(ServerLimitsTest, AReplacedSlowReaderGetsItsWholeResponse) {
  Start(WithLargeBodies({.io_threads = 2, .connections_max = 1, .idle_time_min = milliseconds(0)}));
  RawClient& client = Slow();
  client.Send(Echo(std::string(kUnreadSize, 'x')));
  log_.Await("/echo 200 ");
  Ask(kHello);
  EXPECT_EQ(client.Read().body.size(), kUnreadSize);
}

TEST_F(ServerLimitsTest, AHalfClosedSlowReaderGetsItsWholeResponse) {
  Start(WithLargeBodies({.io_threads = 2}));
  RawClient& client = Slow();
  client.Send(Echo(std::string(kUnreadSize, 'x')));
  client.HalfClose();
  log_.Await("/echo 200 ");
  RawClient later(server_->port());
  EXPECT_EQ(later.Ask(Get("/hello", "Connection: close\r\n")).status, 200U);
  AwaitConnections(1);  // both linger timeouts are over
  EXPECT_EQ(client.Read().body.size(), kUnreadSize);
  EXPECT_TRUE(client.SeesEnd());
}

// Regression: the kernel kept responses of closed connections for minutes, and no limit counted
// them; each client could leave one behind every second.
TEST_F(ServerLimitsTest, AnUnreadResponseDoesNotOutliveItsConnection) {
  Start(WithLargeBodies({.write_timeout = milliseconds(100)}));
  RawClient& client = Slow();
  client.Send(Echo(std::string(kUnreadSize, 'x')));
  client.HalfClose();
  log_.Await("/echo 200 ");
  AwaitConnections(0);
  EXPECT_LT(client.ReadToEnd().size(), kUnreadSize);
}

// --- Failures behind the server ---

TEST_F(ServerLimitsTest, ACommandThatTheEnginesFullQueueRejectsIs503) {
  Start({.io_threads = 2}, {.queue_max = 0, .batch_max = 1});
  RawClient client(server_->port());
  const RawResponse response = client.Ask(kBalance);
  EXPECT_EQ(response.status, 503U);
  EXPECT_TRUE(response.body.contains("\"code\":\"overloaded\""));
  EXPECT_EQ(client.Ask(kHello).status, 200U);
}

TEST_F(ServerLimitsTest, ADamagedLedgerIsReportedToTheBuyerAndTheOperator) {
  Start();
  store_.FailWith(store::StoreErrorCode::kCorrupt);
  RawClient client(server_->port());
  const auto answer = client.Ask(Get("/ledgers/kim"));
  EXPECT_EQ(answer.status, 500U);
  EXPECT_TRUE(answer.body.contains("data-damaged"));
  EXPECT_TRUE(log_.trouble().starts_with("cannot read a ledger: "));
  EXPECT_EQ(client.Ask(kHello).status, 200U);
}

// --- Stopping ---

TEST_F(ServerLimitsTest, StopClosesIdleConnectionsAtOnceAndASecondDoesNothing) {
  Start();
  RawClient& client = Served();
  server_->Stop();
  EXPECT_TRUE(client.SeesEnd());
  server_->Stop();
  EXPECT_EQ(server_->connections(), 0U);
}

TEST_F(ServerLimitsTest, StopFinishesRequestsInFlight) {
  Start();
  RawClient& client = WaitingForTheStore();
  auto stopped = std::async(std::launch::async, [this] { server_->Stop(); });
  store_.Release();
  EXPECT_EQ(client.Read().body, "kim has 42");
  EXPECT_TRUE(client.SeesEnd());
  base::Got("the end of the stop", stopped);
}

TEST_F(ServerLimitsTest, StopDoesNotWaitForeverForTheStore) {
  Start({.drain_timeout = milliseconds(40)});
  RawClient& client = WaitingForTheStore();
  server_->Stop();
  EXPECT_TRUE(client.SeesEnd());
}

}  // namespace
}  // namespace onsale::http
