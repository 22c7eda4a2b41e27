// Tests the server with slow, vanished or too many clients, and its shutdown.
#include <gtest/gtest.h>

#include <deque>
#include <future>
#include <string>

#include "http/testing/server_testing.h"

namespace onsale::http {
namespace {

using std::chrono::milliseconds;

using ServerLimitsTest = ServerTest;

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
  store_.Hold();
  RawClient gone(server_->port());
  gone.Send(kBalance);
  store_.AwaitCommands(1);
  gone.Reset();
  store_.Release();
  AwaitConnections(0);
  EXPECT_EQ(RawClient(server_->port()).Ask(kBalance).body, "kim has 42");
}

TEST_F(ServerLimitsTest, AResetDuringALargeResponseClosesTheConnection) {
  Start();
  RawClient client(server_->port(), RawClient::Reads::kSlowly);
  client.Send(kBig);
  log_.Await("/big 200 ");
  client.Reset();
  AwaitConnections(0);
}

// --- Deadlines ---

TEST_F(ServerLimitsTest, SlowHeadersAre408) {
  ServerOptions options = Options();
  options.header_timeout = milliseconds(40);
  StartWith(options);
  EXPECT_TRUE(SendAndReadToEnd("GET /hel").starts_with("HTTP/1.1 408 "));
}

TEST_F(ServerLimitsTest, TricklingHeadersDoNotExtendTheDeadline) {
  ServerOptions options = Options();
  options.header_timeout = milliseconds(300);      // longer than the gaps between two pieces
  options.limits.head_max = std::size_t{8} << 20;  // so that only the deadline ends the request
  StartWith(options);
  RawClient client(server_->port());
  client.Send("GET /hello HTTP/1.1\r\n");
  std::atomic<bool> answered = false;
  std::thread trickle([&] {
    while (!answered) client.Send("X: y\r\n"), std::this_thread::yield();
  });
  const unsigned status = client.Read().status;
  answered = true;
  trickle.join();
  EXPECT_EQ(status, 408U);
}

TEST_F(ServerLimitsTest, ASlowBodyIs408) {
  ServerOptions options = Options();
  options.body_timeout = milliseconds(40);
  StartWith(options);
  const std::string request = Echo("{\"a\":1}");
  EXPECT_TRUE(SendAndReadToEnd(std::string_view(request).substr(0, request.size() - 1))
                  .starts_with("HTTP/1.1 408 "));
}

TEST_F(ServerLimitsTest, TricklingChunksDoNotExtendTheDeadline) {
  ServerOptions options = Options();
  options.body_timeout = milliseconds(300);  // longer than the gaps between two chunks
  options.limits.body_max = options.limits.chunk_framing_max = std::size_t{8} << 20;
  StartWith(options);
  RawClient client(server_->port());
  client.Send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  std::atomic<bool> answered = false;
  std::thread trickle([&] {
    while (!answered) client.Send("1\r\nx\r\n"), std::this_thread::yield();
  });
  const unsigned status = client.Read().status;
  answered = true;
  trickle.join();
  EXPECT_EQ(status, 408U);
}

// An empty line is not the start of a request: its client did not ask for a 408.
TEST_F(ServerLimitsTest, AConnectionAfterAnEmptyLineIsIdle) {
  ServerOptions options = Options();
  options.header_timeout = std::chrono::minutes(10);
  options.idle_timeout = milliseconds(120);
  StartWith(options);
  RawClient client(server_->port());
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(client.Ask(Echo("{}") + "\r\n").status, 200U);
  EXPECT_TRUE(client.SeesEnd());
  EXPECT_GE(std::chrono::steady_clock::now() - begun, options.idle_timeout);
}

// Regression: the line's first byte began a request, whose deadline then ended the idle connection.
TEST_F(ServerLimitsTest, AConnectionAfterAnEmptyLineInTwoPiecesIsIdle) {
  ServerOptions options = Options();
  options.io_threads = 1;
  options.header_timeout = std::chrono::minutes(10);
  options.idle_timeout = milliseconds(120);
  StartWith(options);
  RawClient client(server_->port());
  EXPECT_EQ(client.Ask(Echo("{}") + "\r").status, 200U);
  // Once another client is answered, the server has handled what the first one has sent.
  EXPECT_EQ(RawClient(server_->port()).Ask(kHello).status, 200U);
  const auto begun = std::chrono::steady_clock::now();
  client.Send("\n");
  EXPECT_TRUE(client.SeesEnd());
  EXPECT_GE(std::chrono::steady_clock::now() - begun, options.idle_timeout);
}

TEST_F(ServerLimitsTest, AClientWithoutARequestIsClosedWithoutAResponse) {
  ServerOptions options = Options();
  options.header_timeout = milliseconds(40);
  StartWith(options);
  EXPECT_TRUE(RawClient(server_->port()).SeesEnd());
}

TEST_F(ServerLimitsTest, AnIdleConnectionIsClosedWithoutAResponse) {
  ServerOptions options = Options();
  options.idle_timeout = milliseconds(40);
  StartWith(options);
  RawClient client(server_->port());
  EXPECT_EQ(client.Ask(kHello).status, 200U);
  EXPECT_TRUE(client.SeesEnd());
}

TEST_F(ServerLimitsTest, WaitingForTheEngineHasNoDeadline) {
  ServerOptions options = Options();
  options.header_timeout = options.body_timeout = milliseconds(40);
  options.idle_timeout = options.write_timeout = milliseconds(40);
  StartWith(options);
  store_.Hold();
  RawClient waiting(server_->port());
  waiting.Send(kBalance);
  store_.AwaitCommands(1);
  // Meanwhile the deadline of another connection passes.
  EXPECT_TRUE(RawClient(server_->port()).SeesEnd());
  store_.Release();
  EXPECT_EQ(waiting.Read().body, "kim has 42");
}

TEST_F(ServerLimitsTest, AClientThatDoesNotReadIsDisconnected) {
  ServerOptions options = Options();
  options.write_timeout = milliseconds(40);
  StartWith(options);
  RawClient client(server_->port(), RawClient::Reads::kSlowly);
  client.Send(kBig);
  log_.Await("/big 200 ");
  AwaitConnections(0);
}

// Regression: one iteration ended all overdue connections, and other requests waited for thousands.
TEST_F(ServerLimitsTest, ARequestDoesNotWaitForAllOverdueConnections) {
  constexpr std::size_t kLate = 100;
  ServerOptions options = Options();
  options.io_threads = 1;
  options.header_timeout = milliseconds(500);
  StartWith(options);
  RawClient stopper(server_->port());
  RawClient honest(server_->port());
  std::deque<RawClient> late;
  for (std::size_t i = 0; i < kLate; ++i) late.emplace_back(server_->port());
  AwaitConnections(kLate + 2);
  for (RawClient* client : {&stopper, &honest}) EXPECT_EQ(client->Ask(kHello).status, 200U);
  log_.StopAt(3);
  stopper.Send(kHello);
  log_.AwaitStop();
  for (RawClient& client : late) client.Send("GET /hel");
  const auto overdue = std::chrono::steady_clock::now() + options.header_timeout;
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
  EXPECT_NE(client.ReadUntil("\r\n\r\n").find("HTTP/1.1 200 "), std::string::npos);
}

// Regression: each slow reader held a page of its own for up to the write timeout; a few thousand
// connections with one queue token filled the memory.
TEST_F(ServerLimitsTest, TheSlowestReaderIsDisconnectedWhenTooMuchIsUnread) {
  ServerOptions options = Options();
  options.io_threads = 1;
  options.unsent_max = 2 * kOwnSize + kOwnSize / 2;
  StartWith(options);
  RawClient first(server_->port(), RawClient::Reads::kSlowly);
  RawClient second(server_->port(), RawClient::Reads::kSlowly);
  RawClient third(server_->port(), RawClient::Reads::kSlowly);
  for (RawClient* client : {&first, &second, &third}) ReadTheBeginning(*client, kOwn);
  AwaitConnections(2);
  EXPECT_LT(first.ReadToEnd().size(), kOwnSize);
}

// Regression: each client that pipelines was served in each iteration, so a few dozen delayed all
// others.
TEST_F(ServerLimitsTest, PipeliningClientsDoNotBlockOthers) {
  ServerOptions options = Options();
  options.io_threads = 1;
  StartWith(options);
  constexpr int kWaiting = 300;
  std::string flood;
  for (int i = 0; i < kWaiting; ++i) flood.append(kHello);
  RawClient first(server_->port());
  RawClient second(server_->port());
  for (RawClient* client : {&first, &second}) client->Send(flood);
  EXPECT_EQ(RawClient(server_->port()).Ask(kHello).body, "hello");
  for (RawClient* client : {&first, &second}) {
    for (int i = 0; i < kWaiting; ++i) ASSERT_EQ(client->Read().body, "hello") << i;
  }
}

TEST_F(ServerLimitsTest, APageSharedBySlowReadersCountsOnce) {
  ServerOptions options = Options();
  options.io_threads = 1;
  options.unsent_max = kBigSize + kBigSize / 2;
  StartWith(options);
  RawClient first(server_->port(), RawClient::Reads::kSlowly);
  RawClient second(server_->port(), RawClient::Reads::kSlowly);
  for (RawClient* client : {&first, &second}) ReadTheBeginning(*client, kBig);
  RawClient other(server_->port());
  EXPECT_EQ(other.Ask(kHello).status, 200U);
  EXPECT_EQ(server_->connections(), 3U);
}

// Options of a server that is full with so many connections: no idle one can be replaced.
ServerOptions FullWith(ServerOptions options, std::size_t connections) {
  options.connections_max = connections;
  options.idle_time_min = std::chrono::minutes(10);
  return options;
}

TEST_F(ServerLimitsTest, AConnectionAboveTheLimitIsRejected) {
  ServerOptions options = FullWith(Options(), 2);
  StartWith(options);
  RawClient first(server_->port());
  RawClient second(server_->port());
  EXPECT_EQ(first.Ask(kHello).status, 200U);
  EXPECT_EQ(second.Ask(kHello).status, 200U);
  RawClient third(server_->port());
  const RawResponse refused = third.Ask(kHello);
  EXPECT_EQ(refused.status, 503U);
  EXPECT_NE(refused.head.find("\r\nRetry-After: "), std::string::npos);
  EXPECT_TRUE(third.SeesEnd());
  EXPECT_EQ(first.Ask(kHello).status, 200U);
}

// Regression: a busy server did not answer health requests, so a load balancer removed it.
TEST_F(ServerLimitsTest, HealthIsAnsweredAboveTheLimit) {
  ServerOptions options = FullWith(Options(), 1);
  StartWith(options);
  RawClient first(server_->port());
  EXPECT_EQ(first.Ask(kHello).status, 200U);
  for (const char* const path : {"/livez", "/readyz"}) {
    RawClient health(server_->port());
    const RawResponse answer =
        health.Ask(std::string("GET ") + path + " HTTP/1.1\r\nHost: 10.0.0.1\r\n\r\n");
    EXPECT_EQ(answer.status, 200U) << path;
    EXPECT_TRUE(answer.Has("Connection: close"));
    EXPECT_TRUE(health.SeesEnd());
  }
  ready_ = false;
  RawClient health(server_->port());
  const RawResponse answer = health.Ask("GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_NE(answer.body.find("\"code\":\"unavailable\""), std::string::npos);
}

TEST_F(ServerLimitsTest, ASilentClientAboveTheLimitIsRejectedInTime) {
  ServerOptions options = FullWith(Options(), 1);
  options.rejected_timeout = milliseconds(20);
  options.header_timeout = std::chrono::minutes(10);
  StartWith(options);
  RawClient first(server_->port());
  EXPECT_EQ(first.Ask(kHello).status, 200U);
  RawClient silent(server_->port());
  EXPECT_EQ(silent.Read().status, 503U);
  RawClient slow(server_->port());
  slow.Send("GET /livez HTTP/1.1\r\nHost:");
  EXPECT_EQ(slow.Read().status, 503U);
}

TEST_F(ServerLimitsTest, HealthIsAnsweredDuringAFloodAboveTheLimit) {
  ServerOptions options = FullWith(Options(), 1);
  options.rejected_max = 32;
  options.rejected_timeout = options.linger_timeout = std::chrono::minutes(10);
  StartWith(options);
  RawClient first(server_->port());
  EXPECT_EQ(first.Ask(kHello).status, 200U);
  std::deque<RawClient> silent;
  for (int i = 0; i < 200; ++i) {
    silent.emplace_back(server_->port());
    RawClient health(server_->port());
    EXPECT_EQ(health.Ask("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n").status, 200U) << i;
  }
}

// Regression: a health request had arrived in time but was read late, and its client got 503.
TEST_F(ServerLimitsTest, AHealthRequestThatArrivedBeforeItsConnectionIsReplacedIsAnswered) {
  constexpr std::size_t kAcceptedInATurn = 64;
  ServerOptions options = FullWith(Options(), 1);
  options.io_threads = 1;
  options.rejected_max = 100;  // half of it is less than one iteration accepts
  options.rejected_timeout = std::chrono::minutes(10);
  StartWith(options);
  log_.StopAt(1);
  RawClient first(server_->port());
  first.Send(kHello);
  log_.AwaitStop();
  RawClient health(server_->port());
  health.Send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
  std::deque<RawClient> silent;
  while (silent.size() + 1 < kAcceptedInATurn) silent.emplace_back(server_->port());
  log_.Release();
  EXPECT_EQ(health.Read().status, 200U);
}

// --- Replacing idle connections ---

// Options of a server that is full with so many connections: an idle one can be replaced at once.
ServerOptions CrowdedWith(ServerOptions options, std::size_t connections) {
  options.connections_max = connections;
  options.idle_time_min = milliseconds(0);
  return options;
}

// Regression: a client with rare requests on each of its connections excluded all others.
TEST_F(ServerLimitsTest, ANewConnectionReplacesTheLongestIdleOne) {
  ServerOptions options = CrowdedWith(Options(), 2);
  options.io_threads = 1;
  StartWith(options);
  RawClient longest(server_->port());
  RawClient other(server_->port());
  for (RawClient* client : {&longest, &other}) EXPECT_EQ(client->Ask(kHello).status, 200U);
  RawClient newcomer(server_->port());
  EXPECT_FALSE(newcomer.Ask(kHello).Has("Connection: close"));
  EXPECT_TRUE(longest.SeesEnd());
  EXPECT_EQ(other.Ask(kHello).status, 200U);
  EXPECT_EQ(newcomer.Ask(kHello).status, 200U);
  AwaitConnections(2);
}

TEST_F(ServerLimitsTest, AConnectionWithoutARequestIsIdle) {
  ServerOptions options = CrowdedWith(Options(), 1);
  options.io_threads = 1;
  StartWith(options);
  RawClient silent(server_->port());
  AwaitConnections(1);
  // It is idle once its thread has taken it over; until then newcomers are rejected.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  unsigned status = 503;
  while (status == 503 && std::chrono::steady_clock::now() < deadline) {
    status = RawClient(server_->port()).Ask(kHello).status;
  }
  EXPECT_EQ(status, 200U);
  EXPECT_TRUE(silent.SeesEnd());
}

TEST_F(ServerLimitsTest, IdleConnectionsOfEveryThreadAreReplaced) {
  constexpr std::size_t kPlaces = 8;
  ServerOptions options = CrowdedWith(Options(), kPlaces);
  options.io_threads = 4;
  StartWith(options);
  std::deque<RawClient> idle;
  for (std::size_t i = 0; i < kPlaces; ++i) {
    EXPECT_EQ(idle.emplace_back(server_->port()).Ask(kHello).status, 200U);
  }
  std::deque<RawClient> newcomers;
  for (std::size_t served = 0; served < kPlaces;) {
    // A rejection is possible: a thread may not have reported yet that its connection is idle.
    if (newcomers.emplace_back(server_->port()).Ask(kHello).status == 200U) ++served;
  }
  for (RawClient& client : idle) EXPECT_TRUE(client.SeesEnd());
}

TEST_F(ServerLimitsTest, AConnectionWithARequestInProgressIsNotReplaced) {
  StartWith(CrowdedWith(Options(), 1));
  store_.Hold();
  RawClient busy(server_->port());
  EXPECT_EQ(busy.Ask(kHello).status, 200U);
  busy.Send(kBalance);
  store_.AwaitCommands(1);
  EXPECT_EQ(RawClient(server_->port()).Ask(kHello).status, 503U);
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
  StartWith(WithLargeBodies(CrowdedWith(Options(), 1)));
  RawClient client(server_->port(), RawClient::Reads::kSlowly);
  client.Send(Echo(std::string(kUnreadSize, 'x')));
  log_.Await("/echo 200 ");
  RawClient(server_->port()).Ask(kHello);
  EXPECT_EQ(client.Read().body.size(), kUnreadSize);
}

TEST_F(ServerLimitsTest, AHalfClosedSlowReaderGetsItsWholeResponse) {
  StartWith(WithLargeBodies(Options()));
  RawClient client(server_->port(), RawClient::Reads::kSlowly);
  client.Send(Echo(std::string(kUnreadSize, 'x')));
  client.HalfClose();
  log_.Await("/echo 200 ");
  RawClient later(server_->port());
  later.Send("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(later.Read().status, 200U);
  AwaitConnections(1);  // both linger timeouts are over
  EXPECT_EQ(client.Read().body.size(), kUnreadSize);
  EXPECT_TRUE(client.SeesEnd());
}

// Regression: the kernel kept responses of closed connections for minutes, and no limit counted
// them; each client could leave one behind every second.
TEST_F(ServerLimitsTest, AnUnreadResponseDoesNotOutliveItsConnection) {
  ServerOptions options = WithLargeBodies(Options());
  options.write_timeout = milliseconds(100);
  StartWith(options);
  RawClient client(server_->port(), RawClient::Reads::kSlowly);
  client.Send(Echo(std::string(kUnreadSize, 'x')));
  client.HalfClose();
  log_.Await("/echo 200 ");
  AwaitConnections(0);
  EXPECT_LT(client.ReadToEnd().size(), kUnreadSize);
}

// --- Failures behind the server ---

TEST_F(ServerLimitsTest, ACommandThatTheEnginesFullQueueRejectsIs503) {
  StartWith(Options(), {.queue_max = 0, .batch_max = 1});
  RawClient client(server_->port());
  const RawResponse response = client.Ask(kBalance);
  EXPECT_EQ(response.status, 503U);
  EXPECT_NE(response.body.find("\"code\":\"overloaded\""), std::string::npos);
  EXPECT_EQ(client.Ask(kHello).status, 200U);
}

TEST_F(ServerLimitsTest, AFailingStoreIs503) {
  Start();
  store_.FailWith(store::StoreErrorCode::kUnavailable);
  EXPECT_EQ(RawClient(server_->port()).Ask(kBalance).status, 503U);
}

TEST_F(ServerLimitsTest, AFailingLedgerIs503) {
  Start();
  store_.FailWith(store::StoreErrorCode::kUnavailable);
  RawClient client(server_->port());
  EXPECT_EQ(client.Ask("GET /ledgers/kim HTTP/1.1\r\nHost: a\r\n\r\n").status, 503U);
}

TEST_F(ServerLimitsTest, ADamagedLedgerIsReportedToTheBuyerAndTheOperator) {
  Start();
  store_.FailWith(store::StoreErrorCode::kCorrupt);
  RawClient client(server_->port());
  const auto answer = client.Ask("GET /ledgers/kim HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(answer.status, 500U);
  EXPECT_NE(answer.body.find("data-damaged"), std::string::npos);
  EXPECT_TRUE(log_.trouble().starts_with("cannot read a ledger: "));
  EXPECT_EQ(client.Ask(kHello).status, 200U);
}

// --- Stopping ---

TEST_F(ServerLimitsTest, StopClosesIdleConnectionsAtOnce) {
  Start();
  RawClient client(server_->port());
  EXPECT_EQ(client.Ask(kHello).status, 200U);
  server_->Stop();
  EXPECT_TRUE(client.SeesEnd());
}

TEST_F(ServerLimitsTest, StopFinishesRequestsInFlight) {
  Start();
  store_.Hold();
  RawClient client(server_->port());
  client.Send(kBalance);
  store_.AwaitCommands(1);
  auto stopped = std::async(std::launch::async, [this] { server_->Stop(); });
  store_.Release();
  EXPECT_EQ(client.Read().body, "kim has 42");
  EXPECT_TRUE(client.SeesEnd());
  stopped.wait();
}

TEST_F(ServerLimitsTest, StopDoesNotWaitForeverForTheStore) {
  ServerOptions options = Options();
  options.drain_timeout = milliseconds(40);
  StartWith(options);
  store_.Hold();
  RawClient client(server_->port());
  client.Send(kBalance);
  store_.AwaitCommands(1);
  server_->Stop();
  EXPECT_TRUE(client.SeesEnd());
}

TEST_F(ServerLimitsTest, ASecondStopDoesNothing) {
  Start();
  server_->Stop();
  server_->Stop();
  EXPECT_EQ(server_->connections(), 0U);
}

}  // namespace
}  // namespace onsale::http
