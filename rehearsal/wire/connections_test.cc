// Tests connections and errands against a server's side that the test drives.
#include "rehearsal/wire/connections.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

#include "rehearsal/wire/errands.h"
#include "rehearsal/wire/peer_testing.h"
#include "rehearsal/wire/server_testing.h"

namespace onsale::rehearsal {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kRequest = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr int kPollsMost = 1000;  // of 10 ms each; a test that needs them all fails

// A taker that records its calls.
struct Listener final : AnswerTaker {
  std::vector<Sender> answered, lost, nonsense, ended;
  std::vector<std::string> events;
  std::uint64_t event_bytes = 0;
  std::function<void()> on_event = [] {};

  void OnAnswer(Sender sender, const Answer&) override { answered.push_back(sender); }
  void OnLost(Sender sender) override { lost.push_back(sender); }
  void OnNonsense(Sender sender, std::string_view) override { nonsense.push_back(sender); }
  void OnEvent(Sender, std::string_view event, std::uint64_t bytes) override {
    events.emplace_back(event);
    event_bytes += bytes;
    on_event();
  }
  void OnStreamEnd(Sender sender) override { ended.push_back(sender); }
  std::size_t told() const {
    return answered.size() + lost.size() + nonsense.size() + ended.size();
  }
};

class ConnectionsTest : public testing::Test {
 protected:
  Peer peer;
  Connections connections{{.address = peer.address(), .count_max = 8}};
  Listener listener;

  // Sends a request, and waits until the peer has received it on connection `i`.
  void SendUntilThere(Sender sender, std::size_t i, ReadAs read_as = ReadAs::kText) {
    ASSERT_TRUE(connections.Send({.sender = sender, .bytes = kRequest, .read_as = read_as}));
    for (int poll = 0; poll < kPollsMost; ++poll) {
      connections.Poll(milliseconds(10), listener);
      if (peer.Take() > i && !peer.Read(i).empty()) return;
    }
    FAIL() << "the request does not arrive";
  }
  void PollUntilTold(Listener& who) {
    for (int poll = 0; poll < kPollsMost && who.told() == 0; ++poll) {
      connections.Poll(milliseconds(10), who);
    }
  }
};

TEST_F(ConnectionsTest, AnAnswerIsDelivered) {
  SendUntilThere(5, 0);
  peer.Write(0, ResponseText(200));
  PollUntilTold(listener);
  EXPECT_EQ(listener.answered, std::vector<Sender>{5});
}

// Regression: the crowd left connections busy, and the audit took the late answers for its own.
TEST_F(ConnectionsTest, AfterAbandonTheNextTakerGetsNoEarlierAnswer) {
  SendUntilThere(5, 0);
  connections.Abandon();
  peer.Write(0, ResponseText(200));
  SendUntilThere(1, 1);
  peer.Write(1, ResponseText(200));
  PollUntilTold(listener);
  EXPECT_EQ(listener.answered, std::vector<Sender>{1});
  EXPECT_TRUE(listener.lost.empty());
}

TEST_F(ConnectionsTest, AFreeConnectionOutlivesAbandon) {
  SendUntilThere(5, 0);
  peer.Write(0, ResponseText(200));
  PollUntilTold(listener);
  connections.Abandon();
  SendUntilThere(6, 0);
  EXPECT_EQ(connections.figures().opened, 1U);
}

// The poller reports the end of a connection once, together with the last bytes: a reader that
// stops after those would wait a minute.
TEST_F(ConnectionsTest, AnEndDuringTheAnswerIsALoss) {
  SendUntilThere(5, 0);
  const std::string answer = ResponseText(200);
  peer.Write(0, answer.substr(0, answer.size() - 1));
  peer.Close(0);
  PollUntilTold(listener);
  EXPECT_EQ(listener.lost, std::vector<Sender>{5});
}

TEST_F(ConnectionsTest, AnEndAfterTheWholeAnswerIsNotALoss) {
  SendUntilThere(5, 0);
  peer.Write(0, ResponseText(200));
  peer.Close(0);
  PollUntilTold(listener);
  EXPECT_EQ(listener.answered, std::vector<Sender>{5});
  EXPECT_TRUE(listener.lost.empty());
}

TEST_F(ConnectionsTest, AnEndedConnectionIsNotUsedAgain) {
  SendUntilThere(5, 0);
  peer.Write(0, ResponseText(200));
  peer.Close(0);
  PollUntilTold(listener);
  SendUntilThere(6, 1);
  EXPECT_TRUE(listener.lost.empty());
}

class StreamTest : public ConnectionsTest {
 protected:
  static constexpr std::string_view kStream =
      "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nretry: 1\n\nid: 2\ndata: a\n\n:\n\n";
  void SetUp() override { SendUntilThere(5, 0, ReadAs::kEvents); }
  void PollUntilEvents(std::size_t count) {
    for (int poll = 0; poll < kPollsMost && listener.events.size() < count; ++poll) {
      connections.Poll(milliseconds(10), listener);
    }
  }
};

TEST_F(StreamTest, EventsAreDeliveredFromPiecesOfAnySize) {
  for (const char byte : kStream) {
    peer.Write(0, {&byte, 1});
    connections.Poll(milliseconds(1), listener);
  }
  PollUntilEvents(3);
  EXPECT_EQ(listener.events, (std::vector<std::string>{"retry: 1", "id: 2\ndata: a", ":"}));
  EXPECT_EQ(listener.event_bytes, kStream.size());
  EXPECT_EQ(listener.told(), 0U);
}

TEST_F(StreamTest, TheEndOfAStreamIsNotALostRequest) {
  peer.Write(0, kStream);
  PollUntilEvents(3);
  peer.Close(0);
  PollUntilTold(listener);
  EXPECT_EQ(listener.ended, std::vector<Sender>{5});
  EXPECT_TRUE(listener.lost.empty());
}

TEST_F(StreamTest, AClosedStreamDeliversNothingMore) {
  listener.on_event = [this] { connections.CloseStream(5); };
  peer.Write(0, kStream);
  PollUntilEvents(1);
  connections.Poll(milliseconds(1), listener);
  EXPECT_EQ(listener.events.size(), 1U);
  EXPECT_EQ(listener.told(), 0U);
  SendUntilThere(6, 1);
}

TEST_F(StreamTest, ARefusedStreamIsAnAnswerAndItsConnectionServesOthers) {
  peer.Write(0, ResponseText(400));
  PollUntilTold(listener);
  EXPECT_EQ(listener.answered, std::vector<Sender>{5});
  SendUntilThere(6, 0);
  connections.CloseStream(5);
  peer.Write(0, ResponseText(200));
  listener.answered.clear();
  PollUntilTold(listener);
  EXPECT_EQ(listener.answered, std::vector<Sender>{6});
}

// Buyers who follow seats need a connection for the hold, which ends the stream.
TEST_F(StreamTest, HalfOfTheConnectionsAreLeftToRequests) {
  for (Sender sender = 1; sender < 4; ++sender) {
    EXPECT_TRUE(connections.HasRoomForStream());
    SendUntilThere(sender, sender, ReadAs::kEvents);
  }
  EXPECT_FALSE(connections.HasRoomForStream());
  EXPECT_TRUE(connections.HasRoom());
  connections.CloseStream(1);
  EXPECT_TRUE(connections.HasRoomForStream());
}

TEST_F(StreamTest, AnEventWithoutAnEndIsRefused) {
  peer.Write(0, kStream);
  PollUntilEvents(3);
  const std::string piece(32 << 10, 'x');
  for (int poll = 0; poll < kPollsMost && listener.told() == 0; ++poll) {
    peer.Write(0, piece);
    connections.Poll(milliseconds(1), listener);
  }
  EXPECT_EQ(listener.nonsense, std::vector<Sender>{5});
}

class ErrandsTest : public ConnectionsTest {
 protected:
  Errands errands{connections, {.host = "h", .silence_most = milliseconds(20)}};
  std::vector<std::size_t> taken;

  std::expected<void, std::string> Run(std::size_t count) {
    return errands.Run({.count = count,
                        .request = [](std::size_t) { return Request{.path = "/"}; },
                        .take = [this](std::size_t i, const Answer&) { taken.push_back(i); }});
  }
};

// Regression: answer 7 to a list of one errand was an index out of bounds in the audit.
TEST_F(ErrandsTest, AnswersToAnAbandonedListAreNotTakenForTheNext) {
  EXPECT_FALSE(Run(8));
  const std::size_t busy = peer.Take();
  ASSERT_EQ(busy, 8U);
  for (std::size_t i = 0; i < busy; ++i) peer.Write(i, ResponseText(200));
  EXPECT_FALSE(Run(1));
  EXPECT_TRUE(taken.empty());
}

// Regression: while a node restarted behind a proxy, the proxy answered a request of the audit with
// 502, and the audit reported the purchase as lost.
TEST(ErrandsOfAServerTest, ARefusedRequestIsRepeated) {
  std::deque<unsigned> statuses = {408, 429, 500, 502, 503, 504, 200};
  TestServer server([&](std::string_view) {
    const unsigned status = statuses.front();
    if (statuses.size() > 1) statuses.pop_front();
    return ResponseText(status, "Retry-After: 0\r\n");
  });
  Connections connections({.address = server.address(), .count_max = 1});
  Errands errands(connections, {.host = "h"});
  std::vector<unsigned> taken;
  EXPECT_TRUE(errands.RunOne({.path = "/"}, ReadAs::kText,
                             [&](const Answer& answer) { taken.push_back(answer.head.status); }));
  EXPECT_EQ(taken, std::vector<unsigned>{200});
}

// Regression: the audit of a million buyers was reported as not made after 30 seconds.
TEST(ErrandsOfAServerTest, AServerThatWorksMayTakeLongerThanOneThatFails) {
  std::mutex mutex;
  std::condition_variable never;
  std::atomic<unsigned> status = 200;
  TestServer server([&](std::string_view) {
    std::unique_lock lock(mutex);
    never.wait_for(lock, milliseconds(200));
    return ResponseText(status, "Retry-After: 0\r\n");
  });
  Connections connections({.address = server.address(), .count_max = 1});
  Errands errands(
      connections,
      {.host = "h", .silence_most = milliseconds(50), .work_most = std::chrono::minutes(1)});
  const auto ask = [&] {
    return errands.RunOne({.path = "/"}, ReadAs::kText, [](const Answer&) {}).has_value();
  };
  EXPECT_TRUE(ask());
  status = 503;
  EXPECT_FALSE(ask());
}

}  // namespace
}  // namespace onsale::rehearsal
