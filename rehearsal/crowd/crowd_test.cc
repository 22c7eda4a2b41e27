// Runs a whole crowd against a server's side that the test drives.
#include "rehearsal/crowd/crowd.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <optional>
#include <utility>

#include "base/await_testing.h"
#include "rehearsal/wire/errands.h"
#include "rehearsal/wire/peer_testing.h"
#include "rehearsal/wire/server_testing.h"

namespace onsale::rehearsal {
namespace {

class CrowdTest : public testing::Test {
 protected:
  Peer peer;
  Plan plan{.server = peer.address(),
            .host = "h",
            .buyers = 6,
            .arrive = Milliseconds(1),
            .shows = {"night-1"},
            .connections = 6};
  Venue venue;
  std::atomic<bool> stop = false;

  void SetUp() override {
    Show& show = venue.shows.emplace_back();
    show.id = "night-1";
    show.concert = "night";
    show.chart.numbers = {1};
    show.chart.number_max = 1;
    venue.charts.push_back({.digest = "1f", .etag = "\"c\"", .body_bytes = 2});
  }

  // Runs the crowd until all buyers have finished.
  const Crowd& RunCrowd(
      const TestServer& server,
      const std::function<void(const Tally&)>& each_second = [](const Tally&) {}) {
    connections_.emplace(
        Connections::Options{.address = server.address(), .count_max = plan.connections});
    crowd_.emplace(plan, venue, *connections_);
    EXPECT_EQ(crowd_->Run({.stop = stop, .each_second = each_second}), Cut::kNotAtAll);
    EXPECT_EQ(crowd_->tally().nonsense_count(), 0U);
    return *crowd_;
  }

 private:
  std::optional<Connections> connections_;
  std::optional<Crowd> crowd_;
};

// Sells nothing, and answers only after the crowd's first second.
class LateServer {
 public:
  const TestServer& server() const { return server_; }
  std::function<void(const Tally&)> AnswerFromNowOn() {
    return [this](const Tally&) { go_ = true; };
  }

 private:
  std::atomic<bool> go_ = false;
  TestServer server_{[this](std::string_view) {
    base::Await("the first second of the crowd", [this] { return go_.load(); });
    return ResponseText(409, "", R"({"code":"sold-out"})");
  }};
};

// Regression: Errands took the late answer to buyer 5 for the answer to errand 5 of a list of one.
TEST_F(CrowdTest, TheNextUserOfTheConnectionsGetsNoAnswersOfTheCrowd) {
  Connections connections({.address = peer.address(), .count_max = plan.connections});
  Crowd crowd(plan, venue, connections);
  const auto stop_after_a_second = [this](const Tally&) { stop = true; };
  EXPECT_EQ(
      crowd.Run({.stop = stop, .each_second = stop_after_a_second, .drain_most = Milliseconds(20)}),
      Cut::kAsked);
  const std::size_t busy = peer.Take();
  ASSERT_EQ(busy, plan.buyers);
  for (std::size_t i = 0; i < busy; ++i) peer.Write(i, ResponseText(200));
  std::vector<std::size_t> taken;
  Errands errands(connections, {.host = "h", .silence_most = Milliseconds(20)});
  EXPECT_FALSE(errands.Run({.count = 1,
                            .request = [](std::size_t) { return Request{.path = "/"}; },
                            .take = [&](std::size_t i, const Answer&) { taken.push_back(i); }}));
  EXPECT_TRUE(taken.empty());
}

// Regression: a slow server was reported as a slow client machine.
TEST_F(CrowdTest, WaitingForAConnectionIsNotTheCrowdsOwnLateness) {
  LateServer late;
  plan.connections = 1;
  const Tally& tally = RunCrowd(late.server(), late.AnswerFromNowOn()).tally();
  EXPECT_EQ(tally.connection_wait().count(), plan.buyers);
  EXPECT_GT(tally.connection_wait().max_us(), 900'000);
  EXPECT_LT(tally.lateness().max_us(), 900'000);
  EXPECT_GT(tally.ServerLatency(Call::kToken).max_us(), 900'000);
}

// A third of the buyers want to begin while the crowd's loop is blocked.
TEST_F(CrowdTest, TheServersLatencyIsWithoutTheCrowdsOwnLateness) {
  TestServer server(
      [](std::string_view) { return ResponseText(409, "", R"({"code":"sold-out"})"); });
  plan.buyers = 60;
  plan.connections = 60;
  plan.arrive = Milliseconds(1600);
  plan.arrival = Arrival::kEven;
  const auto block_once = [blocked = false](const Tally&) mutable {
    if (!std::exchange(blocked, true)) ::poll(nullptr, 0, 600);
  };
  const Tally& tally = RunCrowd(server, block_once).tally();
  EXPECT_GT(tally.Latency(Call::kToken).Quantile(0.9), 300'000);
  EXPECT_LT(tally.ServerLatency(Call::kToken).Quantile(0.9), 300'000);
}

// A server with one seat, which is not for sale.
std::string OfAHallWithoutSeats(std::string_view request) {
  if (request.starts_with("POST")) {
    return ResponseText(201, "Onsale-Commit: 1\r\n",
                        R"({"token":"t","roomId":"main","status":"ACTIVE"})");
  }
  if (request.starts_with("DELETE")) return ResponseText(204, "", "");
  if (request.contains("/dates")) {
    return ResponseText(200, "", R"({"dates":[{"showId":"night-1"}]})");
  }
  if (request.contains("/v1/charts/")) return ResponseText(200, "ETag: \"c\"\r\n");
  return ResponseText(
      200, "", R"({"version":1,"chart":"1f","seatsAvailable":0,"sections":[0],"states":"Aw=="})");
}

TEST_F(CrowdTest, EachBuyerFetchesTheChartAndItsBytesCount) {
  std::vector<std::string> charts;
  TestServer server([&charts](std::string_view request) {
    if (request.contains("/v1/charts/")) charts.emplace_back(request);
    return OfAHallWithoutSeats(request);
  });
  plan.speed = 1000;
  plan.best_share = 0;
  plan.seed = 3;
  const Crowd& crowd = RunCrowd(server);
  const Tally& tally = crowd.tally();
  const std::uint64_t fetched = tally.Latency(Call::kChart).count();
  EXPECT_GE(fetched, plan.buyers - 2) << "some leave at the dates";
  EXPECT_EQ(charts.size(), fetched);
  for (const std::string& request : charts) {
    EXPECT_TRUE(request.starts_with("GET /v1/charts/1f HTTP/1.1")) << request;
    EXPECT_TRUE(request.contains("Accept-Encoding: gzip")) << request;
    EXPECT_FALSE(request.contains("Queue-Token")) << request;
  }
  EXPECT_EQ(tally.BytesOf(Call::kChart), fetched * ResponseText(200, "ETag: \"c\"\r\n").size());
  std::uint64_t by_buyers = 0;
  for (const Buyer& buyer : crowd.buyers()) by_buyers += buyer.bytes_read;
  EXPECT_EQ(by_buyers, tally.bytes());
}

// Five seats, of which the stream says that the first four are taken.
TEST_F(CrowdTest, ABuyerFollowsTheSeatsUntilTheHold) {
  Show& show = venue.shows.front();
  show.chart.number_max = 5;
  show.chart.numbers = {1, 2, 3, 4, 5};
  for (const std::uint32_t seat : show.chart.numbers) {
    show.chart.seats.push_back({.number = seat, .right = {}, .left = {}});
    show.chart.prices[seat] = 1;
  }
  std::vector<std::string> holds;
  TestServer server([&holds](std::string_view request) {
    if (request.contains("/seats/events")) {
      EXPECT_TRUE(request.contains("Last-Event-ID: 7")) << request;
      return std::string(
          "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nretry: 1\n\nevent: seats\n"
          "data: {\"version\":8,\"seatsAvailable\":1,\"changes\":[0,4,2]}\n\n");
    }
    if (request.contains("/availability")) {
      return ResponseText(200, "",
                          R"({"version":7,"chart":"1f","seatsAvailable":5,"states":"AAA="})");
    }
    if (!request.contains("/v1/reservations")) return OfAHallWithoutSeats(request);
    holds.emplace_back(request);
    return ResponseText(409, "", R"({"code":"turn-ending"})");
  });
  plan.buyers = 1;
  plan.best_share = 0;
  plan.speed = 20;
  const Crowd& crowd = RunCrowd(server);
  const Tally& tally = crowd.tally();
  EXPECT_EQ(tally.Latency(Call::kAvailability).count(), 1U);
  EXPECT_EQ(tally.Latency(Call::kEvents).count(), 1U);
  EXPECT_GT(tally.BytesOf(Call::kEvents), 100U);
  ASSERT_EQ(holds.size(), 1U);
  EXPECT_TRUE(holds.front().contains(R"("seatNumbers":[5])")) << holds.front();
  EXPECT_EQ(crowd.buyers().front().follows, nullptr);
}

// Regression: while no connection was free, each attempt to send signed a token anew.
TEST_F(CrowdTest, ABuyerIsSignedOnceHoweverLongARequestWaits) {
  std::atomic<int> signed_tokens = 0;
  plan.access_key = "k";
  plan.sign_buyer = [&signed_tokens](std::string_view) {
    ++signed_tokens;
    return std::string("t");
  };
  plan.connections = 1;
  LateServer late;
  const Crowd& crowd = RunCrowd(late.server(), late.AnswerFromNowOn());
  EXPECT_EQ(signed_tokens, static_cast<int>(plan.buyers));
  EXPECT_EQ(crowd.signed_tokens().tokens, plan.buyers);
}

}  // namespace
}  // namespace onsale::rehearsal
