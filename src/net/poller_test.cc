// Tests the poller's events and the results of reading and writing, with real loopback sockets.
#include "net/poller.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>

#include <array>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "net/socket.h"

namespace onsale::net {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLong(10'000);  // the test has failed if this passes

class PollerTest : public testing::Test {
 protected:
  void SetUp() override {
    auto listener = Listen({"127.0.0.1", 0});
    ASSERT_TRUE(listener.has_value()) << listener.error();
    listener_ = *std::move(listener);
    auto client = Connect({"127.0.0.1", PortOf(listener_)});
    ASSERT_TRUE(client.has_value()) << client.error();
    client_ = *std::move(client);
    Accepted accepted = Accept(listener_);
    ASSERT_EQ(accepted.status, IoStatus::kDone);
    server_ = std::move(accepted.socket);
  }
  // Waits until an event of the server's socket has the flag `what`.
  void Await(bool Event::* what) {
    for (;;) {
      const auto events = poller_.Wait(kLong);
      ASSERT_FALSE(events.empty());
      if (events.front().tag == 7 && events.front().*what) return;
    }
  }
  std::string ReadAll() {
    std::array<char, 64> room;
    const IoResult read = Read(server_, room);
    return std::string(room.data(), read.bytes);
  }

  Poller poller_;
  Descriptor listener_;
  Descriptor client_;
  Descriptor server_;
};

TEST_F(PollerTest, BytesMakeASocketReadable) {
  ASSERT_TRUE(poller_.Add(server_, 7));
  EXPECT_EQ(Write(client_, "hel", "lo").bytes, 5U);
  Await(&Event::readable);
  EXPECT_EQ(ReadAll(), "hello");
}

TEST_F(PollerTest, BytesThatArriveBeforeTheSocketIsAddedAreReported) {
  Write(client_, "early");
  ASSERT_TRUE(poller_.Add(server_, 7));
  Await(&Event::readable);
  EXPECT_EQ(ReadAll(), "early");
}

TEST_F(PollerTest, AStateIsReportedOnce) {
  ASSERT_TRUE(poller_.Add(server_, 7));
  Write(client_, "once");
  Await(&Event::readable);
  EXPECT_TRUE(poller_.Wait(milliseconds(0)).empty());
}

TEST_F(PollerTest, TheEndOfInputIsReportedBeforeItIsRead) {
  ASSERT_TRUE(poller_.Add(server_, 7));
  Write(client_, "bye");
  ASSERT_TRUE(ShutdownWrites(client_));
  Await(&Event::ended);
  EXPECT_EQ(ReadAll(), "bye");
  std::array<char, 8> room;
  EXPECT_EQ(Read(server_, room).status, IoStatus::kEnded);
}

TEST_F(PollerTest, AResetBreaksReadingAndWriting) {
  ASSERT_TRUE(poller_.Add(server_, 7));
  DropOnClose(client_);
  client_.Close();
  Await(&Event::ended);
  std::array<char, 8> room;
  EXPECT_EQ(Read(server_, room).status, IoStatus::kBroken);
  EXPECT_EQ(Write(server_, "anybody?").status, IoStatus::kBroken);
}

TEST_F(PollerTest, AFullSocketIsReportedWritableAgain) {
  const std::string much(1 << 20, 'x');
  std::size_t sent = 0;
  IoResult written;
  while ((written = Write(server_, much)).status == IoStatus::kDone) sent += written.bytes;
  EXPECT_EQ(written.status, IoStatus::kWouldBlock);
  ASSERT_TRUE(poller_.Add(server_, 7));
  std::array<char, 65536> room;
  for (std::size_t read = 0; read < sent;) read += Read(client_, room).bytes;
  Await(&Event::writable);
}

TEST_F(PollerTest, AClosedSocketReportsNoEvents) {
  ASSERT_TRUE(poller_.Add(server_, 7));
  poller_.Wait(milliseconds(0));
  server_.Close();
  Write(client_, "too late");
  EXPECT_TRUE(poller_.Wait(milliseconds(0)).empty());
}

TEST_F(PollerTest, AWakeFromAnotherThreadEndsTheWait) {
  const auto start = std::chrono::steady_clock::now();
  std::thread other([this] { poller_.Wake(); });
  EXPECT_TRUE(poller_.Wait(kLong).empty());
  EXPECT_LT(std::chrono::steady_clock::now() - start, kLong);
  other.join();
}

TEST_F(PollerTest, AWakeBeforeTheWaitEndsIt) {
  const auto start = std::chrono::steady_clock::now();
  poller_.Wake();
  poller_.Wake();
  EXPECT_TRUE(poller_.Wait(kLong).empty());
  EXPECT_LT(std::chrono::steady_clock::now() - start, kLong);
}

// One call returns a bounded number of events; the others come with the next call.
TEST(ManySocketsTest, NoEventIsLostBeyondTheLimitOfACall) {
  for (const std::size_t more : {0, 1, 40}) {
    Poller poller;
    std::vector<Descriptor> sockets;
    const std::size_t count = Poller::kEventsMax + more;
    for (std::uint64_t tag = 0; tag < count; ++tag) {
      sockets.emplace_back(::eventfd(1, EFD_NONBLOCK));
      ASSERT_TRUE(poller.Add(sockets.back(), tag));
    }
    std::set<std::uint64_t> seen;
    for (std::size_t got = 1; got > 0;) {
      const auto events = poller.Wait(milliseconds(0));
      got = events.size();
      EXPECT_LE(got, Poller::kEventsMax);
      for (const Event& event : events) EXPECT_TRUE(seen.insert(event.tag).second) << event.tag;
    }
    EXPECT_EQ(seen.size(), count);
  }
}

TEST_F(PollerTest, AvailableCountsUnreadBytes) {
  EXPECT_EQ(Available(server_), 0U);
  Write(client_, "four");
  ASSERT_TRUE(poller_.Add(server_, 7));
  Await(&Event::readable);
  EXPECT_EQ(Available(server_), 4U);
}

// Without UnsentLimit, the kernel holds several MiB indefinitely for a client that does not read.
TEST(SocketTest, UnsentBytesForAPeerThatDoesNotReadAreBoundedInSizeAndTime) {
  constexpr std::size_t kLimit = 64 * 1024;
  constexpr std::size_t kSegment = 64 * 1024;
  constexpr std::size_t kOnTheWay = 128 * 1024;  // more than the peer's first receive buffer holds
  auto listener = Listen({"127.0.0.1", 0}, {.bytes = kLimit, .time = milliseconds(300)});
  ASSERT_TRUE(listener.has_value()) << listener.error();
  auto client = Connect({"127.0.0.1", PortOf(*listener)});
  ASSERT_TRUE(client.has_value()) << client.error();
  const Accepted server = Accept(*listener);
  ASSERT_EQ(server.status, IoStatus::kDone);
  const std::string much(8 << 20, 'x');
  while (Write(server.socket, much).status == IoStatus::kDone) continue;
  EXPECT_GT(Unacknowledged(server.socket), 0U);
  EXPECT_LE(Unacknowledged(server.socket), kLimit + kSegment + kOnTheWay);
  Poller poller;
  ASSERT_TRUE(poller.Add(server.socket, 1));
  for (bool broken = false; !broken;) {
    const auto events = poller.Wait(kLong);
    ASSERT_FALSE(events.empty());
    broken = events.front().ended;
  }
  EXPECT_EQ(Write(server.socket, much).status, IoStatus::kBroken);
}

TEST(SocketTest, ARefusedConnectionIsKnownOnceWritable) {
  auto listener = Listen({"127.0.0.1", 0});
  ASSERT_TRUE(listener.has_value());
  const std::uint16_t port = PortOf(*listener);
  listener->Close();
  auto client = Connect({"127.0.0.1", port});
  ASSERT_TRUE(client.has_value());
  Poller poller;
  ASSERT_TRUE(poller.Add(*client, 1));
  ASSERT_FALSE(poller.Wait(kLong).empty());
  EXPECT_FALSE(Connected(*client));
}

TEST(SocketTest, APortInUseIsReportedInASentence) {
  auto first = Listen({"127.0.0.1", 0});
  ASSERT_TRUE(first.has_value());
  const auto second = Listen({"127.0.0.1", PortOf(*first)});
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error(), "cannot listen on 127.0.0.1:" + std::to_string(PortOf(*first)) +
                                ": address already in use");
}

TEST(SocketTest, AHostNameIsNotAnAddress) {
  EXPECT_EQ(Listen({"example.org", 1}).error(), "'example.org' is not an IPv4 or IPv6 address");
}

TEST(SocketTest, NothingToAcceptWouldBlock) {
  auto listener = Listen({"localhost", 0});
  ASSERT_TRUE(listener.has_value());
  EXPECT_EQ(Accept(*listener).status, IoStatus::kWouldBlock);
}

}  // namespace
}  // namespace onsale::net
