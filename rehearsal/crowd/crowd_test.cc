// Runs a whole crowd against a server's side that the test drives.
#include "rehearsal/crowd/crowd.h"

#include <gtest/gtest.h>

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
  }
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
  std::atomic<bool> go = false;
  TestServer server([&go](std::string_view) {
    go.wait(false);
    return ResponseText(409, "", R"({"code":"sold-out"})");
  });
  const auto go_after_a_second = [&go](const Tally&) {
    go = true;
    go.notify_one();
  };
  plan.connections = 1;
  Connections connections({.address = server.address(), .count_max = 1});
  Crowd crowd(plan, venue, connections);
  EXPECT_EQ(crowd.Run({.stop = stop, .each_second = go_after_a_second}), Cut::kNotAtAll);
  const Tally& tally = crowd.tally();
  EXPECT_EQ(tally.connection_wait().count(), plan.buyers);
  EXPECT_GT(tally.connection_wait().max_us(), 900'000);
  EXPECT_LT(tally.lateness().max_us(), 900'000);
}

}  // namespace
}  // namespace onsale::rehearsal
