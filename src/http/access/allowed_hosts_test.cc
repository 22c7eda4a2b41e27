#include "http/access/allowed_hosts.h"

#include <gtest/gtest.h>

namespace onsale::http {
namespace {

TEST(AllowedHostsTest, LoopbackNamesAreAllowedWithAnyPort) {
  const AllowedHosts hosts;
  for (const char* const host : {"localhost", "localhost:1", "127.0.0.1", "127.0.0.1:8080", "[::1]",
                                 "[::1]:65535", "LOCALHOST:80", "localhost."}) {
    EXPECT_TRUE(hosts.Allows(host)) << host;
  }
}

TEST(AllowedHostsTest, OtherHostsAreRefused) {
  const AllowedHosts hosts;
  for (const char* const host : {"evil.example", "localhost.evil.example", "evil.localhost",
                                 "127.0.0.1.evil.example", "127.0.0.2", "0.0.0.0", "[::]", "[::2]",
                                 "localhost..", ".", "localhos", "localhostx", ""}) {
    EXPECT_FALSE(hosts.Allows(host)) << host;
  }
}

TEST(AllowedHostsTest, AnAddedHostIsAllowedWithAnyPortUnlessOneIsGiven) {
  AllowedHosts hosts;
  ASSERT_TRUE(hosts.Add("Tickets.Example"));
  ASSERT_TRUE(hosts.Add("other.example:8443"));
  EXPECT_TRUE(hosts.Allows("tickets.example"));
  EXPECT_TRUE(hosts.Allows("TICKETS.example.:1234"));
  EXPECT_TRUE(hosts.Allows("other.example:8443"));
  EXPECT_FALSE(hosts.Allows("other.example:8444"));
  EXPECT_FALSE(hosts.Allows("other.example"));
}

TEST(AllowedHostsTest, TheDefaultPortOfASchemeMayBeOmitted) {
  AllowedHosts hosts;
  ASSERT_TRUE(hosts.Add("a.example:443"));
  ASSERT_TRUE(hosts.Add("b.example:80"));
  EXPECT_TRUE(hosts.Allows("a.example"));
  EXPECT_TRUE(hosts.Allows("a.example:443"));
  EXPECT_FALSE(hosts.Allows("a.example:80"));
  EXPECT_TRUE(hosts.Allows("b.example"));
}

TEST(AllowedHostsTest, TextThatIsNotAHostIsNotAdded) {
  AllowedHosts hosts;
  for (const char* const host : {"", ":80", "a:", "a:x", "a:65536", "*", "a/b", "u@a", "[::1", "[]",
                                 "::1", "http://a", "a b"}) {
    EXPECT_FALSE(hosts.Add(host)) << host;
  }
}

}  // namespace
}  // namespace onsale::http
