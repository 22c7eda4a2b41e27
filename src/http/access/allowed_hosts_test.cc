#include "http/access/allowed_hosts.h"

#include <gtest/gtest.h>

namespace onsale::http {
namespace {

TEST(AllowedHostsTest, OnlyLoopbackNamesAreAllowedByDefault) {
  const AllowedHosts hosts;
  for (const char* const host : {"localhost", "localhost:1", "127.0.0.1", "127.0.0.1:8080", "[::1]",
                                 "[::1]:65535", "LOCALHOST:80", "localhost."}) {
    EXPECT_TRUE(hosts.Allows(host)) << host;
  }
  for (const char* const host : {"evil.example", "localhost.evil.example", "evil.localhost",
                                 "127.0.0.1.evil.example", "127.0.0.2", "0.0.0.0", "[::]", "[::2]",
                                 "localhost..", ".", "localhos", "localhostx", ""}) {
    EXPECT_FALSE(hosts.Allows(host)) << host;
  }
}

// A host added without a port is allowed with any; the default port of a scheme may be omitted.
TEST(AllowedHostsTest, AddedHostsAreAllowed) {
  AllowedHosts hosts;
  for (const char* const host :
       {"Tickets.Example", "other.example:8443", "a.example:443", "b.example:80"}) {
    ASSERT_TRUE(hosts.Add(host)) << host;
  }
  for (const char* const host : {"tickets.example", "TICKETS.example.:1234", "other.example:8443",
                                 "a.example", "a.example:443", "b.example"}) {
    EXPECT_TRUE(hosts.Allows(host)) << host;
  }
  for (const char* const host : {"other.example:8444", "other.example", "a.example:80"}) {
    EXPECT_FALSE(hosts.Allows(host)) << host;
  }
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
