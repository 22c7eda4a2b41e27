// Tests streams through real sockets, over a store whose seats a test can change.

#include <atomic>
#include <deque>

#include "base/await_testing.h"
#include "http/access/current_seal_keys.h"
#include "http/server.h"
#include "http/stream/open_streams.h"
#include "http/stream/stream_response.h"
#include "http/stream/stream_seats.h"
#include "http/testing/endpoint_testing.h"
#include "http/testing/raw_client_testing.h"

namespace onsale::http {
namespace {

using domain::SeatStatus;
using std::chrono::milliseconds;

constexpr std::string_view kEvents = "GET /events HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view kOwnEvents = "GET /events/own HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::uint32_t kSeats = 10;
// So many seats that a snapshot exceeds every buffer of the kernel.
constexpr std::uint32_t kManySeats = 100'000;

// A store that answers the commands of a StreamHub. Only the seat at index `version` is held.
class SeatStore final : public store::Store {
 public:
  explicit SeatStore(std::uint32_t seats) : catalog_(ArenaCatalog(seats)) {}

  domain::SeatMapPtr Map() const {
    std::vector<SeatStatus> statuses(catalog_->SeatsOf({1}).size(), SeatStatus::kAvailable);
    statuses[version] = SeatStatus::kHeld;
    return std::make_shared<const domain::SeatMap>(
        domain::SeatMap{.show = {1}, .version = version, .statuses = std::move(statuses)});
  }

  void Commit(std::vector<domain::Command> commands, store::CommitDone done) override {
    store::Committed committed{.commit_number = 1, .now = {}, .outcomes = {}, .next_due = {}};
    for (const domain::Command& command : commands) {
      if (std::holds_alternative<domain::WatchSeats>(command)) {
        committed.outcomes.emplace_back(domain::OutcomeFor<domain::WatchSeats>{Map()});
      } else {
        committed.outcomes.emplace_back(domain::OutcomeFor<domain::WatchToken>{
            domain::TokenView{.status = domain::TokenStatus::kActive}});
      }
    }
    done(std::move(committed));
  }
  std::size_t window() const override { return 1; }
  void Ask(std::unique_ptr<store::Question>, std::stop_token) override {}
  domain::CatalogPtr catalog() const override { return catalog_; }

  std::atomic<std::uint64_t> version = 1;

 private:
  const domain::CatalogPtr catalog_;
};

Step AskForSeats(const Spec&, Call&) {
  return domain::Command(domain::WatchSeats{.show = {1}});
}

SeatsOpening OpeningOf(const Call& call, const domain::Outcome& outcome) {
  return {.catalog = call.services.catalog,
          .map = *domain::AnswerOf<domain::WatchSeats>(outcome),
          .last_event = {}};
}

SeatsOpening AtLatest(SeatsOpening opening) {
  opening.last_event = opening.map->version;
  return opening;
}

// A seat stream for a client that has nothing yet.
constexpr Endpoint kAllEndpoint{
    .spec = {.method = Method::kGet, .path = "/all", .operation_id = "all"},
    .begin = AskForSeats,
    .finish = [](const Call& call, const domain::Outcome& outcome) {
      return StreamResponse({.caller = {}, .what = OpeningOf(call, outcome)});
    }};
// A seat stream for a client that has the latest version.
constexpr Endpoint kEventsEndpoint{
    .spec = {.method = Method::kGet, .path = "/events", .operation_id = "events"},
    .begin = AskForSeats,
    .finish = [](const Call& call, const domain::Outcome& outcome) {
      return StreamResponse({.caller = {}, .what = AtLatest(OpeningOf(call, outcome))});
    }};
// A seat stream from the latest version, each with another token.
constexpr Endpoint kOwnEventsEndpoint{
    .spec = {.method = Method::kGet, .path = "/events/own", .operation_id = "ownEvents"},
    .begin = AskForSeats,
    .finish = [](const Call& call, const domain::Outcome& outcome) {
      static std::atomic<std::uint64_t> numbers = 0;
      return StreamResponse(
          {.caller = {.key = {.number = {++numbers}}}, .what = AtLatest(OpeningOf(call, outcome))});
    }};
constexpr const Endpoint* kStreamEndpoints[] = {&kAllEndpoint, &kEventsEndpoint,
                                                &kOwnEventsEndpoint};

class StreamConnectionTest : public testing::Test {
 protected:
  explicit StreamConnectionTest(std::uint32_t seats = kSeats) : store_(seats) {}

  void Start(ServerOptions options = {}) {
    options.listen_port = 0;
    options.hosts.Add("a");
    auto started = Server::Start(options, {.engine = engine_,
                                           .seal_keys = seal_keys_,
                                           .clock = clock_,
                                           .currency = "KRW",
                                           .endpoints = kStreamEndpoints});
    ASSERT_TRUE(started.has_value()) << started.error();
    server_ = *std::move(started);
  }
  void AwaitConnections(std::size_t count) {
    base::Await(std::to_string(count) + " connections",
                [&] { return server_->connections() == count; });
  }
  // Changes the seats, and expects that a client receives the change.
  void ExpectChangeReaches(RawClient& client) {
    store_.version = 2;
    EXPECT_TRUE(client.ReadUntil(",2,1,1]}").contains("id: 2\nevent: seats\n"));
  }
  // Opens a stream and reads its first line; the client is a listener from then on.
  static std::string Listen(RawClient& client, std::string_view request = kEvents) {
    client.Send(request);
    return client.ReadUntil("retry: ");
  }

  base::ManualClock clock_{base::Time{std::chrono::seconds(784'111'777)}};
  CurrentSealKeys seal_keys_{{.seals = base::SecretKey({1, 2, 3}), .opens = {}}};
  SeatStore store_;
  engine::Engine engine_{store_, clock_, {}, [](const store::StoreError&) {}};
  std::unique_ptr<Server> server_;
};

class LargeStreamTest : public StreamConnectionTest {
 protected:
  LargeStreamTest() : StreamConnectionTest(kManySeats) {}
};

TEST_F(StreamConnectionTest, AStreamHasTheHeadersOfAnEventStream) {
  Start();
  RawClient client(server_->port());
  const std::string head = Listen(client);
  EXPECT_TRUE(head.starts_with("HTTP/1.1 200 OK\r\n"));
  for (const char* const line :
       {"\r\nContent-Type: text/event-stream\r\n", "\r\nCache-Control: no-store, no-transform\r\n",
        "\r\nX-Accel-Buffering: no\r\n", "\r\nX-Content-Type-Options: nosniff\r\n",
        "\r\nConnection: close\r\n"}) {
    EXPECT_NE(head.find(line), std::string::npos) << line;
  }
  EXPECT_EQ(head.find("Content-Length"), std::string::npos);
}

TEST_F(StreamConnectionTest, AHeadRequestOpensNoStream) {
  Start();
  RawClient client(server_->port());
  client.Send("HEAD /events HTTP/1.1\r\nHost: a\r\n\r\n");
  const RawResponse response = client.Read(/*head_only=*/true);
  EXPECT_TRUE(response.Has("Content-Type: text/event-stream"));
  EXPECT_EQ(client.Ask("GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n").status, 404U);
}

TEST_F(StreamConnectionTest, ChangesArePushed) {
  Start();
  RawClient client(server_->port());
  Listen(client);
  ExpectChangeReaches(client);
}

// The snapshot leaves in parts, and deltas are queued behind what is left of it.
TEST_F(LargeStreamTest, EventsThatLeaveInPartsArriveCompletelyAndInOrder) {
  ChartPages charts;
  SeatFeed feed;
  feed.Advance(charts.Of(store_.catalog()), store_.Map());
  std::string expected = *feed.CatchUp({});
  Start();
  RawClient slow(server_->port(), RawClient::Reads::kSlowly);
  slow.Send("GET /all HTTP/1.1\r\nHost: a\r\n\r\n");
  slow.ReadUntil("retry: ");
  RawClient other(server_->port());
  Listen(other);
  for (const std::uint64_t version : {2, 3}) {
    store_.version = version;
    expected += *feed.Advance(charts.Of(store_.catalog()), store_.Map());
    other.ReadUntil("id: " + std::to_string(version));
  }
  const std::string received = slow.ReadUntil(",3,1,1]}\n\n");
  EXPECT_TRUE(received.ends_with("\n\n" + expected)) << received.size() << ' ' << expected.size();
}

TEST_F(StreamConnectionTest, ASilentStreamHasAHeartbeat) {
  Start({.stream_heartbeat = milliseconds(20)});
  RawClient client(server_->port());
  Listen(client);
  EXPECT_NE(client.ReadUntil("\n:\n\n:\n\n").find(":\n\n"), std::string::npos);
}

TEST_F(StreamConnectionTest, InputAfterTheRequestIsDiscarded) {
  Start();
  RawClient client(server_->port());
  client.Send(std::string(kEvents) + std::string(kEvents));
  client.ReadUntil("retry: ");
  client.Send(std::string(100'000, 'x'));
  store_.version = 2;
  EXPECT_EQ(client.ReadUntil(",2,1,1]}").find("HTTP/1.1"), std::string::npos);
}

TEST_F(StreamConnectionTest, AHalfCloseOrResetEndsOnlyItsOwnStream) {
  Start();
  RawClient half_closed(server_->port());
  RawClient reset(server_->port());
  RawClient other(server_->port());
  for (RawClient* client : {&half_closed, &reset, &other}) Listen(*client);
  half_closed.HalfClose();
  reset.Reset();
  AwaitConnections(1);
  ExpectChangeReaches(other);
}

TEST_F(LargeStreamTest, AListenerThatDoesNotReadIsDroppedWithoutDisturbingOthers) {
  Start({.write_timeout = milliseconds(500)});
  RawClient stalled(server_->port(), RawClient::Reads::kSlowly);
  RawClient other(server_->port());
  stalled.Send("GET /all HTTP/1.1\r\nHost: a\r\n\r\n");
  Listen(other);
  AwaitConnections(1);
  ExpectChangeReaches(other);
}

TEST_F(StreamConnectionTest, StopEndsStreamsWithoutWaiting) {
  Start({.linger_timeout = milliseconds(20), .drain_timeout = std::chrono::minutes(10)});
  RawClient client(server_->port());
  Listen(client);
  server_->Stop();
  EXPECT_TRUE(client.ReadToEnd().ends_with("\n\n"));
}

// Regression: the streams of one token could take every connection, and nothing ended them.
TEST_F(StreamConnectionTest, TheNewestStreamsOfATokenWinOnAllThreads) {
  Start({.io_threads = 4});
  std::deque<RawClient> clients;
  for (int i = 0; i < 8; ++i) Listen(clients.emplace_back(server_->port()));
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(clients[i].ReadToEnd().ends_with("id: replaced\nevent: replaced\ndata: {}\n\n"))
        << i;
  }
  AwaitConnections(OpenStreams::kPerTokenMax);
  for (int i = 5; i < 8; ++i) ExpectChangeReaches(clients[i]);
}

TEST_F(LargeStreamTest, AnUnreadReplacedStreamIsDropped) {
  Start({.write_timeout = std::chrono::minutes(10)});
  RawClient stalled(server_->port(), RawClient::Reads::kSlowly);
  stalled.Send("GET /all HTTP/1.1\r\nHost: a\r\n\r\n");
  stalled.ReadUntil("retry: ");
  std::deque<RawClient> others;
  for (int i = 0; i < 3; ++i) Listen(others.emplace_back(server_->port()));
  AwaitConnections(3);
}

TEST_F(StreamConnectionTest, AStreamIsNeverIdle) {
  Start({.connections_max = 1, .idle_time_min = milliseconds(0)});
  RawClient client(server_->port());
  Listen(client);
  RawClient newcomer(server_->port());
  EXPECT_EQ(newcomer.Ask("GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n").status, 503U);
  ExpectChangeReaches(client);
}

TEST_F(StreamConnectionTest, StreamsOfAllTokensLeaveConnectionsForOtherCalls) {
  Start({.connections_max = 8});
  std::deque<RawClient> clients;
  for (int i = 0; i < 6; ++i) Listen(clients.emplace_back(server_->port()), kOwnEvents);
  RawClient refused(server_->port());
  const RawResponse response = refused.Ask(kOwnEvents);
  EXPECT_EQ(response.status, 503U);
  EXPECT_NE(response.head.find("\r\nRetry-After: "), std::string::npos);
  EXPECT_NE(response.body.find("\"code\":\"overloaded\""), std::string::npos);
  EXPECT_EQ(refused.Ask("GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n").status, 404U);
  clients.pop_front();
  AwaitConnections(6);
  EXPECT_NE(Listen(refused, kOwnEvents).find("200 OK"), std::string::npos);
}

}  // namespace
}  // namespace onsale::http
