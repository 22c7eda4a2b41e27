#include "http/connection/listener.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <deque>

#include "http/testing/raw_client_testing.h"

namespace onsale::http {
namespace {

// More connections wait than one call of Accept takes.
TEST(ListenerTest, CloseAcceptsAllWaitingConnections) {
  constexpr std::size_t kClients = 200;
  std::size_t accepted = 0;
  Listener listener({.accepted = [&accepted](net::Descriptor) { ++accepted; },
                     .trouble = [](std::string_view what) { FAIL() << what; }});
  ASSERT_TRUE(listener.Open(net::Bind({"127.0.0.1", 0}).value()).has_value());
  std::deque<RawClient> clients;
  for (std::size_t i = 0; i < kClients; ++i) clients.emplace_back(listener.port());
  listener.Close();
  EXPECT_EQ(accepted, kClients);
}

// Another process keeps the socket: what waits there is for the next one.
TEST(ListenerTest, CloseLeavesTheConnectionsOfAPassedSocket) {
  const net::Descriptor kept = net::Listen({"127.0.0.1", 0}).value();
  Listener listener({.accepted = [](net::Descriptor) { FAIL(); },
                     .trouble = [](std::string_view what) { FAIL() << what; }});
  ASSERT_TRUE(listener.Open(net::AdoptListener(::dup(kept.get())).value()).has_value());
  const RawClient client(listener.port());
  listener.Close();
  EXPECT_EQ(net::Accept(kept).status, net::IoStatus::kDone);
}

}  // namespace
}  // namespace onsale::http
