#include "http/connection/listener.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace onsale::http
