// Tests clients that pipeline without end beside clients with a single request. Compares the order
// of responses, not times: the server's thread is blocked while the clients send.
#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <string>

#include "http/testing/server_testing.h"

namespace onsale::http {
namespace {

constexpr std::size_t kFlooders = 20;
constexpr int kAhead = 300;
constexpr std::size_t kAmid = 100;
constexpr std::size_t kSoon = 200;
constexpr std::string_view kOwnAnswered = "/own 200 ";

class ServerFloodTest : public ServerTest {
 protected:
  void SetUp() override {
    Start({.io_threads = 1});
    for (std::size_t i = 0; i < kFlooders; ++i) flooders_.emplace_back(server_->port());
    honest_ = std::make_unique<RawClient>(server_->port());
    AwaitConnections(kFlooders + 1);
  }
  void Flood(std::string_view request) {
    std::string flood;
    for (int i = 0; i < kAhead; ++i) flood.append(request);
    for (RawClient& flooder : flooders_) flooder.Send(flood);
  }

  std::deque<RawClient> flooders_;
  std::unique_ptr<RawClient> honest_;
};

// Regression: each client that pipelines was served in each iteration, so a few dozen delayed all
// others; and each got dozens of responses in the iteration in which its first bytes arrived.
TEST_F(ServerFloodTest, ASingleRequestWaitsForOneRequestOfEachFlooder) {
  RawClient stopper(server_->port());
  log_.StopAt(1);
  stopper.Send(kHello);
  log_.AwaitStop();
  Flood(kHello);
  honest_->Send(kOwn);
  log_.Release();
  honest_->ReadUntil("\r\n\r\n");
  EXPECT_LE(log_.NumberOf(kOwnAnswered), 1 + kFlooders + 1);
}

// The flood is answered first, but only for its share of the time.
TEST_F(ServerFloodTest, ARequestDuringAFloodIsAnsweredBeforeMostOfIt) {
  log_.StopAt(kAmid);
  Flood(kHello);
  log_.AwaitStop();
  honest_->Send(kOwn);
  log_.Release();
  honest_->ReadUntil("\r\n\r\n");
  EXPECT_LE(log_.NumberOf(kOwnAnswered), kAmid + kSoon);
}

}  // namespace
}  // namespace onsale::http
