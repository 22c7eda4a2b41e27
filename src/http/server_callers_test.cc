// Tests whom the server takes for the caller, through real sockets, and what a limited one
// receives. Every test client has the address 127.0.0.1; one call is allowed for each address.

#include <deque>

#include "http/testing/server_testing.h"

namespace onsale::http {
namespace {

using std::string_literals::operator""s;

class ServerCallersTest : public ServerTest {
 protected:
  // Starts a server that trusts this proxy.
  void StartBehind(std::string_view proxy) {
    LimitOptions limits{.callers_per_address = 1, .mode = LimitMode::kOn};
    limits.limits.fill({.per_minute = 1, .burst = 1});
    limits_.emplace(limits, base::HashKey{1, 2},
                    Limiter::Callbacks{.exceeded = [](const Exceeded&) {}, .mode_changed = {}});
    ServerOptions options{.io_threads = 2};
    options.trusted_proxies.Add(*net::IpPrefix::Parse(proxy));
    Start(options);
  }
  unsigned StatusFor(const std::string& forwarded_for) {
    return Ask(Get("/hello", "X-Forwarded-For: " + forwarded_for + "\r\n")).status;
  }
  // A PROXY header for 192.0.2.`last`.
  static std::string Header(char last) {
    return "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0C\xC0\0\x02"s + last + "\x0A\0\0\x01\0\x50\0\x50"s;
  }
};

TEST_F(ServerCallersTest, ALimitedCallerReceivesItsLimitAndWhenToTryAgain) {
  StartBehind("192.0.2.9");
  const RawResponse served = Ask(kHello);
  EXPECT_EQ(served.status, 200U);
  EXPECT_TRUE(served.Has("RateLimit-Policy: \"public\";q=1;w=60")) << served.head;
  EXPECT_TRUE(served.Has("RateLimit: \"public\";r=0;t=60")) << served.head;
  const RawResponse refused = Ask(kHello);
  EXPECT_EQ(refused.status, 429U);
  EXPECT_TRUE(refused.Has("RateLimit-Policy: \"public\";q=1;w=60")) << refused.head;
  EXPECT_TRUE(refused.head.contains("\r\nRetry-After: ")) << refused.head;
  EXPECT_TRUE(refused.body.contains(R"("code":"quota-exceeded","retryAfterSeconds":)"));
}

TEST_F(ServerCallersTest, ATrustedProxyNamesTheCallerInTheLastElement) {
  StartBehind("127.0.0.0/8");
  EXPECT_EQ(StatusFor("192.0.2.1"), 200U);
  EXPECT_EQ(StatusFor("192.0.2.1"), 429U);
  // What the client wrote before the proxy's element does not count.
  EXPECT_EQ(StatusFor("203.0.113.7, 192.0.2.1"), 429U);
  EXPECT_EQ(StatusFor("203.0.113.7\r\nX-Forwarded-For: 192.0.2.1"), 429U);
  EXPECT_EQ(StatusFor("192.0.2.1,2001:db8::1"), 200U);
  // Without a readable address the caller is the proxy.
  EXPECT_EQ(StatusFor("192.0.2.1, unknown"), 200U);
  EXPECT_EQ(Ask(kHello).status, 429U);
}

TEST_F(ServerCallersTest, AFloodFromOneAddressReplacesItsOwnConnections) {
  ServerOptions options{.connections_max = 4,
                        .header_timeout = std::chrono::minutes(10),
                        .idle_time_min = std::chrono::minutes(10),
                        .stranger_time_min = {}};
  options.trusted_proxies.Add(*net::IpPrefix::Parse("127.0.0.0/8"));
  Start(options);
  RawClient honest(server_->port());
  honest.Send(Header('\1') + "GET /hello HT");
  AwaitConnections(1);
  std::deque<RawClient> flood;
  for (int i = 0; i < 12; ++i) {
    EXPECT_EQ(flood.emplace_back(server_->port()).Ask(Header('\2') + kHello).status, 200U);
  }
  EXPECT_TRUE(flood.front().SeesEnd());
  honest.Send("TP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(honest.Read().status, 200U);
}

TEST_F(ServerCallersTest, AnybodyElsesForwardingHeaderIsIgnored) {
  StartBehind("192.0.2.9");
  EXPECT_EQ(StatusFor("192.0.2.1"), 200U);
  EXPECT_EQ(StatusFor("192.0.2.2"), 429U);
}

TEST_F(ServerCallersTest, APROXYHeaderNamesTheCallerOfTheConnection) {
  StartBehind("127.0.0.1");
  RawClient first(server_->port());
  EXPECT_EQ(first.Ask(Header(1) + kHello).status, 200U);
  EXPECT_EQ(first.Ask(kHello).status, 429U);
  // Its client cannot say otherwise.
  EXPECT_EQ(first.Ask(Get("/hello", "X-Forwarded-For: 192.0.2.5\r\n")).status, 429U);
  RawClient second(server_->port());
  second.Send(Header(2).substr(0, 20));
  second.Send(Header(2).substr(20));
  EXPECT_EQ(second.Ask(kHello).status, 200U);
  EXPECT_EQ(Ask(Header(1) + kHello).status, 429U);
}

TEST_F(ServerCallersTest, APROXYHeaderIsMalformedFromOthersTwiceOrInVersion1) {
  StartBehind("192.0.2.9");
  EXPECT_EQ(Ask(Header(1) + kHello).status, 400U);
  server_.reset();
  StartBehind("127.0.0.1");
  EXPECT_EQ(Ask(Header(1) + Header(1) + kHello).status, 400U);
  EXPECT_EQ(Ask(kHello + Header(1)).status, 200U);
  RawClient late(server_->port());
  late.Send(Header(3) + kHello + Header(4) + kHello);
  EXPECT_EQ(late.Read().status, 200U);
  EXPECT_EQ(late.Read().status, 400U);
  EXPECT_EQ(Ask("PROXY TCP4 192.0.2.1 10.0.0.1 80 80\r\n" + kHello).status, 400U);
}

}  // namespace
}  // namespace onsale::http
