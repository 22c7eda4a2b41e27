// Tests an I/O thread alone; the tests of the server cover its connections.
#include "http/connection/io_thread.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <utility>

#include "http/access/current_seal_keys.h"
#include "http/testing/fakes_testing.h"

namespace onsale::http {
namespace {

using std::chrono::minutes;

// A socket of the server, and its client.
std::pair<net::Descriptor, net::Descriptor> Connect() {
  int pair[2];
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
  net::Descriptor server(pair[0]);
  EXPECT_EQ(::fcntl(server.get(), F_SETFL, O_NONBLOCK), 0);
  const timeval patience{.tv_sec = 10, .tv_usec = 0};
  EXPECT_EQ(::setsockopt(pair[1], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), 0);
  return {std::move(server), net::Descriptor(pair[1])};
}

class IoThreadTest : public testing::Test {
 protected:
  ~IoThreadTest() override {
    thread_.Drain();
    thread_.Join();
  }

  FakeStore store_;
  base::ManualClock clock_{base::Time{}};
  engine::Engine engine_{store_, clock_, {}, [](const store::StoreError&) {}};
  CurrentSealKeys seal_keys_{{.seals = base::SecretKey({1}), .opens = {}}};
  ServerOptions options_{.header_timeout = minutes(10),
                         .idle_time_min = minutes(10),
                         .stranger_time_min = minutes(10),
                         .drain_timeout = std::chrono::milliseconds(20)};
  ServerServices services_{.engine = engine_,
                           .seal_keys = seal_keys_,
                           .clock = clock_,
                           .currency = "KRW",
                           .is_demo = true,
                           .endpoints = FakeEndpoints()};
  Dispatcher dispatcher_{FakeEndpoints()};
  OpenStreams streams_{1};
  SharedPages pages_;
  std::atomic<std::size_t> connections_ = 0;
  std::atomic<bool> passes_on_ = true;
  // Passes a connection that finds no place back to the thread.
  IoThread thread_{{options_, services_, dispatcher_, streams_, pages_, connections_,
                    [this](net::Descriptor socket) {
                      if (passes_on_) thread_.Adopt(std::move(socket), Place::kOfAnother);
                    }},
                   0};
};

// Each passing on is a task for the next round of the same iteration.
TEST_F(IoThreadTest, TasksThatLeadToFurtherTasksDoNotKeepRequestsWaiting) {
  ASSERT_TRUE(thread_.Start(nullptr));
  auto [server, client] = Connect();
  connections_ = 1;
  thread_.Adopt(std::move(server), Place::kFree);
  auto [homeless, other_end] = Connect();
  thread_.Adopt(std::move(homeless), Place::kOfAnother);
  constexpr std::string_view kRequest = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";
  ASSERT_EQ(::write(client.get(), kRequest.data(), kRequest.size()), std::ssize(kRequest));
  char answer[16] = {};
  ASSERT_GT(::read(client.get(), answer, sizeof answer - 1), 0);
  EXPECT_TRUE(std::string_view(answer).starts_with("HTTP/1.1 ")) << answer;
  passes_on_ = false;
}

}  // namespace
}  // namespace onsale::http
